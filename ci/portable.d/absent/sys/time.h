#error "<sys/time.h> is not there on MSVC"
