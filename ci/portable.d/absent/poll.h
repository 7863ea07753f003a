#error "<poll.h> is not there on MSVC"
