/* How times and values look in the log. */
#include "log.h"

#include "core/coding_utf8.h"
#include "core/text.h"

#include <stdio.h>
#include <string.h>

/* Days since 1970 to a date, by Howard Hinnant's civil_from_days. */
static void
civil(int64_t days, int *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

void
log_time(int64_t wall, char *out)
{
	const int64_t day_ms = 86400000;
	int64_t ms = (wall % day_ms + day_ms) % day_ms;
	unsigned month, day, s = (unsigned)(ms / 1000);
	int year;

	civil((wall - ms) / day_ms, &year, &month, &day);
	snprintf(out, 25, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    (unsigned)year % 10000, month % 100, day % 100, s / 3600 % 100,
	    s / 60 % 60, s % 60, (unsigned)(ms % 1000));
}

/* Does it read as it is? */
static bool
is_plain(struct ct_slice v)
{
	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = (unsigned char)v.data[i];

		if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7F)
			return false;
	}
	return v.len > 0 && ct_utf8_valid(v);
}

static enum ct_err
add_escape(struct ct_buf *out, unsigned char c)
{
	static const char from[] = "\"\\\n\r\t", to[] = "\"\\nrt";
	const char *at = c != '\0' ? strchr(from, c) : NULL;
	char text[8];

	if (at != NULL)
		snprintf(text, sizeof(text), "\\%c", to[at - from]);
	else
		snprintf(text, sizeof(text), "\\x%02X", c);
	return ct_buf_add_str(out, text);
}

enum ct_err
log_value(struct ct_buf *out, struct ct_slice v)
{
	enum ct_err err;

	if (is_plain(v))
		return ct_buf_add_slice(out, v);
	err = ct_buf_add_u8(out, '"');
	while (v.len > 0 && err == CT_OK) {
		uint32_t cp;
		size_t n = ct_utf8_take(v, &cp);
		bool bad = cp == CT_UTF8_BAD || cp == CT_UTF8_CUT;

		if (!bad && cp >= ' ' && cp != 0x7F && cp != '"' && cp != '\\')
			err = ct_buf_add(out, v.data, n);
		else
			for (size_t i = 0; i < n && err == CT_OK; i++)
				err = add_escape(out, (unsigned char)v.data[i]);
		v.data += n;
		v.len -= n;
	}
	return err == CT_OK ? ct_buf_add_u8(out, '"') : err;
}
