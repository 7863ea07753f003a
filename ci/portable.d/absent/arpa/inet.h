#error "<arpa/inet.h> is not there on MSVC"
