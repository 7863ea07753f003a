#error "<termios.h> is not there on MSVC"
