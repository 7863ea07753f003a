#error "<netdb.h> is not there on MSVC"
