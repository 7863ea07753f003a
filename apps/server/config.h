/* What an operator can decide about a server, with its defaults. */
#ifndef SERVER_CONFIG_H
#define SERVER_CONFIG_H

#include "core/caps.h"
#include "options.h"

/* X(name, port, charset, language, old messages for who joins) */
#define DOOR_LIST(X)                       \
	X(native, 6680, "utf-8", "en", 50) \
	X(classic, 6666, "gbk", "zh", 0)   \
	X(length, 8888, "utf-8", "zh", 0)  \
	X(line, 2323, "auto", "en", 10)

enum door_id {
#define DOOR_ENUM(name, port, charset, lang, replay) DOOR_##name,
	DOOR_LIST(DOOR_ENUM)
#undef DOOR_ENUM
	    DOOR_COUNT,
};

struct door_config {
	const char *name;
	bool on;
	int64_t port;        /* 0: the system's choice */
	const char *bind;    /* addresses, comma-separated; "": config.bind */
	const char *charset; /* a label, or "auto" */
	const char *lang;    /* "en", "zh" */
	int64_t replay;      /* messages */
};

struct config {
	struct door_config doors[DOOR_COUNT];
	struct ct_caps caps;
	const char *bind; /* like door_config.bind; "": every address */
	const char *lobby, *name;
	const char *log;    /* a path, "-" for standard output */
	const char *config; /* a path, or "" */
	const char *lang;   /* "en", "zh"; "": the system's */
	bool history;       /* kept in a file, or only in memory */
	const char *db;   /* its path; "": in the folder of this user's state */
	const char *sync; /* "full", "normal", "off" */
	const char *keep; /* retention: "ROOM:DAYS:MIB,..." */
	const char
	    *vfs; /* SQLite's; NULL: the system's. No option: for tests */
	bool help, version;
};

/* Every default of a server. */
extern const struct config config_default;

/*
 * The defaults, then the file that --config names, then the flags. CT_OK;
 * anything else: one line about it, without LF, is in `out`. Either way
 * config_fini frees what `set` holds; texts of `c` live as long as it and
 * `args`. `*lang` is the language for people from here on.
 */
enum ct_err config_read(struct config *c, struct opt_set *set, size_t count,
    char *const *args, enum ct_lang *lang, struct ct_buf *out);
void config_fini(struct opt_set *set);

/* The same of what is behind backup or restore: `*file` is the operand, or NULL
 * where --help or --version ask for something else. */
enum ct_err config_read_backup(struct config *c, struct opt_set *set,
    size_t count, char *const *args, const char **file, enum ct_lang *lang,
    struct ct_buf *out);

/* The text of --help. */
enum ct_err config_help(enum ct_lang lang, struct ct_buf *out);

#endif
