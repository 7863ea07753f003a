#error "<dirent.h> is not there on MSVC"
