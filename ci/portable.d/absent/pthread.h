#error "<pthread.h> is not there on MSVC"
