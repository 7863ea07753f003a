/*
 * One set of errors for both systems. POSIX errno and Winsock codes are mapped
 * here and nowhere else; one test walks both tables.
 */
#ifndef PF_ERR_H
#define PF_ERR_H

/* X(NAME, token, English, Chinese) */
#define PF_ERR_LIST(X)                                                        \
	X(OK, "ok", "done", "好了")                                           \
	X(AGAIN, "again", "not ready yet", "暂时还不行")                      \
	X(END, "end", "the other side closed the connection",                 \
	    "对方已关闭连接")                                                 \
	X(ENOMEM, "no-memory", "out of memory", "内存不足")                   \
	X(EMFILE, "too-many-files", "too many open files or sockets",         \
	    "打开的文件或套接字过多")                                         \
	X(EADDRINUSE, "address-in-use", "the port is in use", "端口已被占用") \
	X(EADDRNOTAVAIL, "address-not-here",                                  \
	    "this machine has no such address", "本机没有这个地址")           \
	X(EACCES, "no-permission", "permission denied", "没有权限")           \
	X(EREFUSED, "refused", "nobody listens there", "对方没有在监听")      \
	X(ERESET, "reset", "the connection was reset", "连接被重置")          \
	X(ETIMEDOUT, "timed-out", "no answer in time", "超时没有回应")        \
	X(EUNREACH, "unreachable", "that host cannot be reached",             \
	    "无法到达该主机")                                                 \
	X(ENONAME, "no-such-host", "no host of that name", "没有这个主机名")  \
	X(ENOTCONN, "not-connected", "not connected", "没有连接")             \
	X(EINVAL, "invalid", "not valid here", "参数无效")                    \
	X(ENOENT, "no-such-file", "no such file", "没有这个文件")             \
	X(ENOTTY, "not-a-console", "not a terminal", "不是终端")              \
	X(ECHARSET, "unknown-charset", "unknown charset", "不认识的字符集")   \
	X(EILSEQ, "bad-sequence", "bytes that mean nothing in this charset",  \
	    "在该字符集中无意义的字节")                                       \
	X(EFULL, "full", "no room", "空间不足")                               \
	X(ENOTSUP, "not-supported", "not supported on this system",           \
	    "本系统不支持")                                                   \
	X(EIO, "io", "input or output failed", "输入输出失败")                \
	X(ENOEXEC, "not-a-program", "not a program of this system",           \
	    "不是本系统的程序")                                               \
	X(EOTHER, "other", "the system reported an unexpected error",         \
	    "系统报告了意外错误")

enum pf_err {
#define PF_ERR_ENUM(name, token, en, zh) PF_##name,
	PF_ERR_LIST(PF_ERR_ENUM)
#undef PF_ERR_ENUM
	    PF_ERR_COUNT,
};

/* A stable token ("address-in-use"); "other" for what is not in the list. */
const char *pf_err_token(enum pf_err err);

/* A sentence for a person; `zh` chooses Chinese. UTF-8, static. */
const char *pf_err_text(enum pf_err err, int zh);

/* The system's code (errno; WSAGetLastError() or GetLastError()) as ours. */
enum pf_err pf_err_from_os(int code);

#endif
