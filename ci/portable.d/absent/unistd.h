#error "<unistd.h> is not there on MSVC"
