/* Which protocol a peer speaks, told by its first bytes. */
#include "sniff.h"

#include <string.h>

enum { line_max = 8000, hello_min = 27 };

enum verdict {
	NO,
	MAYBE,
	YES,
};

/* YES: `s` begins with `word`; MAYBE: it may yet, it is too short. */
static enum verdict
begins(struct ct_slice s, const char *word)
{
	size_t len = strlen(word);
	size_t n = s.len < len ? s.len : len;

	if (n > 0 && memcmp(s.data, word, n) != 0)
		return NO;
	return n == len ? YES : MAYBE;
}

/* YES: takes the first line, which is given without its end; MAYBE: its end is
 * not there yet, and `line` is what there is; NO: it is too long. */
static enum verdict
take_line(struct ct_slice *s, struct ct_slice *line)
{
	const char *lf = s->len > 0 ? memchr(s->data, '\n', s->len) : NULL;

	*line = *s;
	if (lf != NULL)
		line->len = (size_t)(lf - s->data);
	if (line->len > line_max)
		return NO;
	if (lf == NULL)
		return MAYBE;
	*s = (struct ct_slice){lf + 1, s->len - line->len - 1};
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return YES;
}

static bool
take_space(struct ct_slice *s)
{
	if (s->len == 0 || s->data[0] != ' ')
		return false;
	*s = (struct ct_slice){s->data + 1, s->len - 1};
	return true;
}

/* Takes the text up to the next space, and the spaces. */
static struct ct_slice
take_word(struct ct_slice *s)
{
	struct ct_slice word = {s->data, 0};

	while (word.len < s->len && s->data[word.len] != ' ')
		word.len++;
	if (word.len > 0)
		*s = (struct ct_slice){s->data + word.len, s->len - word.len};
	while (take_space(s))
		continue;
	return word;
}

static enum verdict
is_tls(struct ct_slice s)
{
	enum verdict v = begins(s, "\x16\x03");

	if (v != YES)
		return v;
	if (s.len < 3)
		return MAYBE;
	return s.data[2] >= 0 && s.data[2] <= 4 ? YES : NO;
}

static enum verdict
is_ssh(struct ct_slice s)
{
	enum verdict two = begins(s, "SSH-2.0-");

	return two != NO ? two : begins(s, "SSH-1.99-");
}

/* A HELLO of version 0 to 255 and of a possible length. */
static enum verdict
is_native(struct ct_slice s)
{
	static const unsigned char must[] = {0, 0, 0, 0, 1, 0};

	for (size_t i = 0; i < s.len && i < sizeof(must); i++)
		if (i != 2 && i != 3 && (unsigned char)s.data[i] != must[i])
			return NO;
	if (s.len < sizeof(must))
		return MAYBE;
	return s.data[2] != 0 || (unsigned char)s.data[3] >= hello_min ? YES
								       : NO;
}

static enum verdict
begins_with_method(struct ct_slice s)
{
	static const char *const methods[] = {"GET ", "HEAD ", "POST ", "PUT ",
	    "DELETE ", "OPTIONS ", "CONNECT ", "PATCH ", "TRACE ", "PRI "};
	enum verdict best = NO;

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		enum verdict v = begins(s, methods[i]);

		best = v > best ? v : best;
	}
	return best;
}

static enum verdict
is_http(struct ct_slice s)
{
	enum verdict method = begins_with_method(s), ended;
	struct ct_slice line, target;

	if (method != YES)
		return method;
	ended = take_line(&s, &line);
	if (ended != YES)
		return ended;
	take_word(&line);
	target = take_word(&line);
	if (target.len == 0 || line.len != strlen("HTTP/1.1"))
		return NO;
	return begins(line, "HTTP/") == YES ? YES : NO;
}

static bool
is_user(struct ct_slice line)
{
	unsigned words = 0;

	if (begins(line, "USER ") != YES)
		return false;
	while (line.len > 0 && line.data[0] != ':') {
		take_word(&line);
		words++;
	}
	return words == 4 && line.len > 0;
}

/* Lines that come before USER, and that a person could type as well. */
static bool
is_nick(struct ct_slice line)
{
	struct ct_slice word;

	if (begins(line, "NICK ") != YES && begins(line, "PASS ") != YES)
		return false;
	take_word(&line);
	word = take_word(&line);
	return word.len > 0 && line.len == 0;
}

/* Whether a line that has not ended can still become one of IRC's. */
static enum verdict
may_be_irc(struct ct_slice line)
{
	static const char *const words[] = {
	    "CAP LS", "USER ", "NICK ", "PASS "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(line, words[i]) != NO)
			return MAYBE;
	return NO;
}

static enum verdict
is_irc(struct ct_slice s)
{
	struct ct_slice line;
	enum verdict ended;

	while ((ended = take_line(&s, &line)) == YES) {
		if (is_user(line))
			return YES;
		if (begins(line, "CAP LS") == YES &&
		    (line.len == 6 || line.data[6] == ' '))
			return YES;
		if (!is_nick(line))
			return NO;
	}
	return ended == MAYBE ? may_be_irc(line) : NO;
}

static const struct {
	const char *name;
	enum verdict (*is)(struct ct_slice s);
} protocols[] = {
    {"TLS", is_tls},
    {"SSH", is_ssh},
    {"Crosstalk native", is_native},
    {"HTTP", is_http},
    {"IRC", is_irc},
};

const char *
ct_sniff(struct ct_slice first, bool *need_more)
{
	*need_more = false;
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		enum verdict v = protocols[i].is(first);

		if (v == YES) {
			*need_more = false;
			return protocols[i].name;
		}
		*need_more |= v == MAYBE;
	}
	return NULL;
}
