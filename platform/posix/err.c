/* errno as our errors; the only place that knows what the codes mean. */
#include "sys.h"

#include "../err.h"

#include <errno.h>
#include <stddef.h>

struct row {
	int code;
	enum pf_err err;
};

/* Codes that are equal on some systems (EAGAIN, EWOULDBLOCK) mean the same
 * here, so that the order does not matter. */
static const struct row rows[] = {
    {0, PF_OK},
    {EAGAIN, PF_AGAIN},
    {EWOULDBLOCK, PF_AGAIN},
    {EINPROGRESS, PF_AGAIN},
    {EALREADY, PF_AGAIN},
    {EINTR, PF_AGAIN},
    {ENOMEM, PF_ENOMEM},
    {ENOBUFS, PF_ENOMEM},
    {EMFILE, PF_EMFILE},
    {ENFILE, PF_EMFILE},
    {ENOSPC, PF_EFULL},
    {EDQUOT, PF_EFULL},
    {EADDRINUSE, PF_EADDRINUSE},
    {EADDRNOTAVAIL, PF_EADDRNOTAVAIL},
    {EACCES, PF_EACCES},
    {EPERM, PF_EACCES},
    {EROFS, PF_EACCES},
    {ECONNREFUSED, PF_EREFUSED},
    {ECONNRESET, PF_ERESET},
    {ECONNABORTED, PF_ERESET},
    {EPIPE, PF_ERESET},
    {ESHUTDOWN, PF_ERESET},
    {ENETRESET, PF_ERESET},
    {ETIMEDOUT, PF_ETIMEDOUT},
    {EHOSTUNREACH, PF_EUNREACH},
    {ENETUNREACH, PF_EUNREACH},
    {EHOSTDOWN, PF_EUNREACH},
    {ENETDOWN, PF_EUNREACH},
    {ENOTCONN, PF_ENOTCONN},
    {EDESTADDRREQ, PF_ENOTCONN},
    {EINVAL, PF_EINVAL},
    {EBADF, PF_EINVAL},
    {ENOTSOCK, PF_EINVAL},
    {EISCONN, PF_EINVAL},
    {EFAULT, PF_EINVAL},
    {EISDIR, PF_EINVAL},
    {ENAMETOOLONG, PF_EINVAL},
    {EMSGSIZE, PF_EINVAL},
    {ENOENT, PF_ENOENT},
    {ENOTDIR, PF_ENOENT},
    {ENOEXEC, PF_ENOEXEC},
    {ENOTTY, PF_ENOTTY},
    {EILSEQ, PF_EILSEQ},
    {EAFNOSUPPORT, PF_ENOTSUP},
    {EPFNOSUPPORT, PF_ENOTSUP},
    {EPROTONOSUPPORT, PF_ENOTSUP},
    {EPROTOTYPE, PF_ENOTSUP},
    {ENOPROTOOPT, PF_ENOTSUP},
    {ESOCKTNOSUPPORT, PF_ENOTSUP},
    {EOPNOTSUPP, PF_ENOTSUP},
    {ENOTSUP, PF_ENOTSUP},
    {ENOSYS, PF_ENOTSUP},
    {EIO, PF_EIO},
};

enum pf_err
pf_err_from_os(int code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].code == code)
			return rows[i].err;
	}
	return PF_EOTHER;
}
