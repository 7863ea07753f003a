/* What this folder asks of the system's headers; included first everywhere. */
#ifndef PF_POSIX_SYS_H
#define PF_POSIX_SYS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* accept4, and all of POSIX 2008 */
#endif
#ifndef _DARWIN_C_SOURCE
#define _DARWIN_C_SOURCE 1
#endif

#endif
