/*
 * What one exchange is to be: the messages, how they are sent, how they are
 * read, and the cure, if any. Both sides of it are made from the same plan.
 */
#ifndef LAB_PLAN_H
#define LAB_PLAN_H

#include "glyph.h"
#include "timeline.h"

enum lab_cure {
	LAB_RAW,       /* none: a read is taken for a message */
	LAB_DELIMITER, /* a line feed behind each message */
	LAB_ANNOUNCE,  /* the length, then recv_ready, then the message */
	LAB_PREFIX,    /* frames with a length in front: core/frame.h */
	LAB_CURES,
};

enum {
	LAB_MESSAGES_MAX = 4096,
	LAB_SIZES_MAX = 64,         /* entries of a list of read sizes */
	LAB_READ_MAX = 1024 * 1024, /* bytes of one read */
	LAB_PLAN_BYTES = 4 * 1024 * 1024,
	LAB_DATAGRAM_MAX = 65507, /* bytes, over IPv4 */
};

struct lab_size {
	size_t least, most; /* equal, or a range to choose from by seed */
};

struct lab_plan {
	enum lab_cure cure;
	enum lab_charset charset;
	bool udp;
	bool reply;   /* each message is answered, and the next one waits */
	size_t chunk; /* bytes of a send; 0: each message is one */
	int64_t gap, delay; /* ms: between sends; before the first read */
	bool nodelay;
	int64_t sndbuf, rcvbuf; /* bytes; 0: the system's */
	uint64_t seed;
	struct lab_size reads[LAB_SIZES_MAX]; /* the last one again and again */
	size_t read_count;
	struct ct_buf bytes; /* of all messages, as on the wire but for cures */
	size_t *ends;        /* of each message in `bytes` */
	size_t count;
};

void lab_plan_init(struct lab_plan *p);
void lab_plan_fini(struct lab_plan *p); /* of zeroes: nothing */

/*
 * The messages, instead of what they were: texts separated by commas, in
 * UTF-8, to be sent in the plan's charset; or sizes, "1000,20x5" (five of 20
 * bytes), of letters chosen by the seed. CT_OK; CT_EINVAL: an empty list, a
 * text that the charset does not hold, a size that is not 1 to LAB_PLAN_BYTES;
 * CT_EFULL: too many, or too much; CT_ENOMEM. After an error there are no
 * messages.
 */
enum ct_err lab_plan_texts(struct lab_plan *p, const char *list);
enum ct_err lab_plan_sizes(struct lab_plan *p, const char *list);

/* The sizes of reads: "2,10", or "1-16" for by seed. CT_OK; CT_EINVAL (one
 * that is not 1 to LAB_READ_MAX), CT_EFULL; then nothing is changed. */
enum ct_err lab_plan_reads(struct lab_plan *p, const char *list);

/* The bytes of a message, without a cure's. */
struct ct_slice lab_plan_message(const struct lab_plan *p, size_t i);

/* How many datagrams it is, without a cure. */
size_t lab_plan_datagrams(const struct lab_plan *p);

/* Tells the timeline all messages as they will be on the wire. */
enum ct_err lab_plan_declare(const struct lab_plan *p, struct lab_timeline *t);

/* "raw", "delimiter", "announce", "prefix" */
const char *lab_cure_name(enum lab_cure cure);

/* The next number of a generator (SplitMix64). */
uint64_t lab_random(uint64_t *state);

#endif
