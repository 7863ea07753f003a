#error "<netinet/in.h> is not there on MSVC"
