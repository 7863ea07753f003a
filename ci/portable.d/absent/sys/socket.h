#error "<sys/socket.h> is not there on MSVC"
