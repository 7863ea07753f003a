#error "<getopt.h> is not there on MSVC"
