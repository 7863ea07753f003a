/* Rows of text, JSON and CSV; the calendar of UTC. */
#include "row.h"

#include <stdio.h>
#include <string.h>

#include "apps/common/json.h"
#include "core/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const int64_t day_ms = 86400000;

enum row_format
row_format_named(const char *name)
{
	static const char *const names[] = {"txt", "json", "csv"};
	size_t i = 0;

	while (i < COUNT(names) && strcmp(names[i], name) != 0)
		i++;
	return (enum row_format)i;
}

/* Times */

/* The day since 1970 of a date, and back: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil and civil_from_days; years from
 * 0 on. */
static int64_t
day_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = year - (month <= 2);
	int64_t era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static void
date_of(int64_t days, int64_t out[3])
{
	int64_t z = days + 719468, era = z / 146097, d = z % 146097;
	int64_t y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	int64_t of_year = d - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	out[2] = of_year - (153 * m + 2) / 5 + 1;
	out[1] = m < 10 ? m + 3 : m - 9;
	out[0] = y + era * 400 + (out[1] <= 2);
}

void
row_time(int64_t ms, char *out)
{
	int64_t date[3], s;

	if (ms < 0)
		ms = 0;
	date_of(ms / day_ms, date);
	s = ms % day_ms / 1000;
	snprintf(out, ROW_TIME_SIZE, "%04lld-%02d-%02dT%02d:%02d:%02dZ",
	    (long long)date[0], (int)date[1], (int)date[2], (int)(s / 3600),
	    (int)(s / 60 % 60), (int)(s % 60));
}

/* `digits` of them at `*at`, which moves past; between `least` and `most`. */
static bool
take_digits(
    const char **at, int digits, int64_t least, int64_t most, int64_t *out)
{
	*out = 0;
	for (int i = 0; i < digits; i++, ++*at) {
		if (**at < '0' || **at > '9')
			return false;
		*out = *out * 10 + (**at - '0');
	}
	return *out >= least && *out <= most;
}

static bool
take_char(const char **at, const char *any)
{
	if (**at == '\0' || strchr(any, **at) == NULL)
		return false;
	++*at;
	return true;
}

static bool
take_clock(const char **at, int64_t *seconds)
{
	int64_t h, m, s = 0;

	if (!take_digits(at, 2, 0, 23, &h) || !take_char(at, ":") ||
	    !take_digits(at, 2, 0, 59, &m))
		return false;
	if (take_char(at, ":") && !take_digits(at, 2, 0, 59, &s))
		return false;
	*seconds = h * 3600 + m * 60 + s;
	take_char(at, "Zz");
	return true;
}

bool
row_parse_time(const char *text, int64_t *ms)
{
	int64_t date[3], back[3], days, seconds = 0;

	if (!take_digits(&text, 4, 1970, 9999, &date[0]) ||
	    !take_char(&text, "-") || !take_digits(&text, 2, 1, 12, &date[1]) ||
	    !take_char(&text, "-") || !take_digits(&text, 2, 1, 31, &date[2]))
		return false;
	days = day_of(date[0], date[1], date[2]);
	date_of(days, back);
	if (memcmp(date, back, sizeof(date)) != 0)
		return false; /* the 30th of February */
	if (take_char(&text, "Tt ") && !take_clock(&text, &seconds))
		return false;
	*ms = days * day_ms + seconds * 1000;
	return *text == '\0';
}

/* Rows */

static enum ct_err
add_time(struct ct_buf *out, uint64_t ms)
{
	char text[ROW_TIME_SIZE];

	row_time((int64_t)ms, text);
	return ct_buf_add_str(out, text);
}

static enum ct_err
add_txt(const struct ct_frame *f, bool ascii, struct ct_buf *out)
{
	enum ct_err err = add_time(out, f->num[4]);

	(void)ascii;
	if (err == CT_OK)
		err = ct_buf_add_u8(out, ' ');
	if (err == CT_OK)
		err = ct_text_clean(f->str[1], false, out);
	if (err == CT_OK)
		err = ct_buf_add_str(out, ": ");
	if (err == CT_OK)
		err = ct_text_clean(f->str[2], false, out);
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

static enum ct_err
add_json(const struct ct_frame *f, bool ascii, struct ct_buf *out)
{
	static const struct {
		const char *key;
		int num, str; /* one of them, or -1 */
	} fields[] = {{"seq", 2, -1}, {"prev", 3, -1}, {"time", 4, -1},
	    {"room", -1, 0}, {"from", -1, 1}, {"text", -1, 2}};
	enum ct_err err = ct_buf_add_u8(out, '{');

	for (size_t i = 0; i < COUNT(fields) && err == CT_OK; i++) {
		err = json_add_key(out, fields[i].key);
		if (err != CT_OK)
			break;
		if (fields[i].num >= 0)
			err = ct_buf_add_dec(out, f->num[fields[i].num]);
		else
			err =
			    json_add_string(out, f->str[fields[i].str], ascii);
	}
	return err == CT_OK ? ct_buf_add_str(out, ",\"kind\":\"say\"}\n") : err;
}

/* Always quoted: so a text is never taken for anything else. */
static enum ct_err
add_quoted(struct ct_buf *out, struct ct_slice text)
{
	enum ct_err err = ct_buf_add_str(out, ",\"");

	for (size_t i = 0; i < text.len && err == CT_OK; i++) {
		if (text.data[i] == '"')
			err = ct_buf_add_u8(out, '"');
		if (err == CT_OK)
			err = ct_buf_add_u8(out, (uint8_t)text.data[i]);
	}
	return err == CT_OK ? ct_buf_add_u8(out, '"') : err;
}

static enum ct_err
add_csv(const struct ct_frame *f, bool ascii, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_dec(out, f->num[2]);

	(void)ascii;
	if (err == CT_OK)
		err = ct_buf_add_u8(out, ',');
	if (err == CT_OK)
		err = add_time(out, f->num[4]);
	for (size_t i = 0; i < 3 && err == CT_OK; i++)
		err = add_quoted(out, f->str[i]);
	return err == CT_OK ? ct_buf_add_str(out, "\r\n") : err;
}

enum ct_err
row_add_head(enum row_format format, struct ct_buf *out)
{
	if (format != ROW_CSV)
		return CT_OK;
	return ct_buf_add_str(out, "seq,time,room,from,text\r\n");
}

enum ct_err
row_add(enum row_format format, const struct ct_frame *f, bool ascii,
    struct ct_buf *out)
{
	static enum ct_err (*const adders[])(
	    const struct ct_frame *, bool, struct ct_buf *) = {
	    [ROW_TXT] = add_txt, [ROW_JSON] = add_json, [ROW_CSV] = add_csv};

	return adders[format](f, ascii, out);
}
