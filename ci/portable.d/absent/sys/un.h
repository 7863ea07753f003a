#error "<sys/un.h> is not there on MSVC"
