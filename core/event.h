/*
 * What a peer can ask for, in no particular dialect: what a dialect's decoder
 * gives and the hub takes.
 */
#ifndef CT_EVENT_H
#define CT_EVENT_H

#include "ct.h"

enum ct_event_kind {
	CT_EV_NONE,   /* understood and done with: nothing for the hub */
	CT_EV_HELLO,  /* name: nick wished for or empty; id; text: language */
	CT_EV_NICK,   /* name */
	CT_EV_JOIN,   /* name: room; count: messages to replay, or -1 */
	CT_EV_PART,   /* name: room, or empty for the current one */
	CT_EV_SAY,    /* name: room, or empty for the current one; text */
	CT_EV_DIRECT, /* name: person; text */
	CT_EV_TOPIC,  /* name: room or empty; text: new topic, or has_text false
		       */
	CT_EV_WHO,    /* name: room or empty */
	CT_EV_ROOMS,  /* list the rooms */
	CT_EV_HISTORY, /* name: room or empty; mode; seq; count */
	CT_EV_PING,    /* number: token */
	CT_EV_CHARSET, /* name: label or empty to ask */
	CT_EV_LANG,    /* name: "zh" or "en" */
	CT_EV_FOLD,    /* flag */
	CT_EV_NAMES,   /* flag */
	CT_EV_WHY,     /* name: room or empty; seq, or 0 for the latest */
	CT_EV_SEARCH,  /* text, or empty for the next page; seq: older than that
			  row; count */
	CT_EV_TAKEN,   /* seq: direct messages up to it have arrived */
	CT_EV_HELP,
	CT_EV_BYE,
	CT_EV_WRONG, /* err, name: {0}, text: {1}; the session goes on */
	CT_EV_COUNT,
};

enum ct_history_mode {
	CT_HISTORY_LATEST,
	CT_HISTORY_BEFORE,
	CT_HISTORY_AFTER,
};

enum { CT_ID_BYTES = 16, CT_CUTS_MAX = 16 };

/* How a message came in, for /why; offsets are bytes into `raw`. */
struct ct_arrival {
	struct ct_slice raw; /* the bytes of this message as they arrived */
	uint32_t cut[CT_CUTS_MAX]; /* where one read ended and the next began */
	uint32_t cuts;             /* how many there were, stored or not */
	uint32_t invalid, unescaped; /* characters, from the charset report */
	const char *charset;         /* static */
	const char
	    *how; /* static: what ended it: "LF", "gap", "frame", "end" */
};

struct ct_event {
	enum ct_event_kind kind;
	struct ct_slice name, text; /* UTF-8, valid until the next call */
	uint64_t number;            /* the client's own, 0: none */
	uint64_t seq;
	int32_t count;
	enum ct_history_mode mode;
	enum ct_err err;
	bool flag, has_text;
	unsigned char id[CT_ID_BYTES]; /* of HELLO; zeroes: none */
	struct ct_arrival arrival;
};

#endif
