/* What MSVC or its libraries do not have, for ci/portable. The headers that
 * MinGW has and may use these words come first. */
#include <_mingw.h>
#define __MINGW_IMPORT extern
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <math.h>
#include <ctype.h>
#include <errno.h>
#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <utf8proc.h>
#ifdef CT_PORTABLE_WINDOWS
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <mstcpip.h>
#include <bcrypt.h>
#include <shellapi.h>
#include <shlobj.h>
#include <io.h>
#include <fcntl.h>
#include <process.h>
#include <immintrin.h>
#endif
#undef alloca
#undef strcasecmp
#undef strncasecmp
#undef localtime_r
#undef gmtime_r
#undef strtok_r
#pragma GCC poison ssize_t strcasecmp strncasecmp strtok_r usleep typeof
#pragma GCC poison __attribute__ __typeof__ __builtin_expect
#pragma GCC poison gettimeofday localtime_r gmtime_r asprintf vasprintf strndup
#pragma GCC poison getline alloca pthread_create clock_gettime
