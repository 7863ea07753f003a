/* What this folder asks of the system's headers; included first everywhere. */
#ifndef PF_WIN32_SYS_H
#define PF_WIN32_SYS_H

#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00 /* Windows 10 */
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef UNICODE
#define UNICODE
#endif

/* Winsock's must come before windows.h. */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#endif
