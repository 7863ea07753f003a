#error "<strings.h> is not there on MSVC"
