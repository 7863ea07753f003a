/*
 * A configuration file into a program's struct: inih finds sections, names and
 * values; the reader here makes sure that no line is cut and none is taken for
 * a continuation of the one above.
 */
#include "options.h"
#include "options_value.h"

#include "platform/err.h"
#include "platform/process.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { file_max = 256 * 1024, key_max = 128 };

struct reading {
	struct opt_set *set;
	struct ct_slice left; /* of the text */
	enum opt_err err;     /* the first one; ends the reading */
};

static enum opt_err
fail(struct reading *r, enum opt_err err, const char *en)
{
	r->err = opt_fail_detail(r->set, err, "", en, en);
	return r->err;
}

/* The next line of the text, without the white space in front of it. */
static struct ct_slice
next_line(struct reading *r)
{
	const char *end = memchr(r->left.data, '\n', r->left.len);
	struct ct_slice line = r->left;

	if (end != NULL)
		line.len = (size_t)(end - line.data) + 1;
	r->left.data += line.len;
	r->left.len -= line.len;
	r->set->fault.line++;
	while (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t')) {
		line.data++;
		line.len--;
	}
	return line;
}

/* inih's reader: fgets, but what does not fit is an error, and so is a NUL. */
static char *
read_line(char *out, int size, void *arg)
{
	struct reading *r = arg;
	struct ct_slice line;
	char limit[24];

	if (r->err != OPT_ERR_OK || r->left.len == 0)
		return NULL;
	line = next_line(r);
	if (line.len >= (size_t)size) {
		snprintf(limit, sizeof(limit), "%d", size - 2);
		fail(r, OPT_ERR_LINE_LONG, limit);
		return NULL;
	}
	if (memchr(line.data, '\0', line.len) != NULL) {
		fail(r, OPT_ERR_LINE, "");
		return NULL;
	}
	memcpy(out, line.data, line.len);
	out[line.len] = '\0';
	return out;
}

static int
take_value(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;
	const char *dash = *section != '\0' ? "-" : "";
	char key[key_max];
	const struct opt *o;
	int len = snprintf(key, sizeof(key), "%s%s%s", section, dash, name);

	if (r->err != OPT_ERR_OK)
		return 0;
	o = len > 0 && len < (int)sizeof(key)
		? opt_find(r->set, key, (size_t)len)
		: NULL;
	if (o == NULL)
		r->err = opt_fail(r->set, OPT_ERR_UNKNOWN, key, strlen(key));
	else if (o->flag_only)
		r->err =
		    opt_fail(r->set, OPT_ERR_NOT_IN_FILE, key, strlen(key));
	else
		r->err = opt_set_value(r->set, o, value != NULL ? value : "");
	return r->err == OPT_ERR_OK;
}

enum opt_err
opt_file_text(struct opt_set *set, const char *path, struct ct_slice text)
{
	struct reading r = {set, text, OPT_ERR_OK};
	int bad;

	set->fault = (struct opt_fault){0};
	opt_copy(set->fault.file, sizeof(set->fault.file), path, strlen(path));
	bad = ini_parse_stream(read_line, &r, take_value, &r);
	/* inih goes on after a line that is none, and tells the first one. */
	if (bad > 0 &&
	    (r.err == OPT_ERR_OK || (unsigned)bad < set->fault.line)) {
		set->fault.line = (unsigned)bad;
		fail(&r, OPT_ERR_LINE, "");
	} else if (bad < 0) {
		fail(&r, OPT_ERR_NOMEM, "");
	}
	return r.err;
}

static enum opt_err
fail_file(struct opt_set *set, const char *path, enum pf_err err)
{
	set->fault = (struct opt_fault){0};
	opt_copy(set->fault.file, sizeof(set->fault.file), path, strlen(path));
	return opt_fail_detail(
	    set, OPT_ERR_FILE, "", pf_err_text(err, 0), pf_err_text(err, 1));
}

static enum opt_err
fail_long(struct opt_set *set, const char *path)
{
	char limit[24];

	snprintf(limit, sizeof(limit), "%d", (int)file_max);
	fail_file(set, path, PF_EFULL);
	return opt_fail_detail(set, OPT_ERR_FILE_LONG, "", limit, limit);
}

enum opt_err
opt_file(struct opt_set *set, const char *path)
{
	char *text = malloc(file_max + 1);
	FILE *f = NULL;
	enum pf_err failed = text != NULL ? PF_OK : PF_ENOMEM;
	enum opt_err err;
	size_t len = 0;

	if (failed == PF_OK)
		failed = pf_fopen(path, "rb", &f);
	if (failed == PF_OK) {
		len = fread(text, 1, file_max + 1, f);
		failed = ferror(f) ? PF_EIO : PF_OK;
	}
	if (failed != PF_OK)
		err = fail_file(set, path, failed);
	else if (len > file_max)
		err = fail_long(set, path);
	else
		err = opt_file_text(set, path, (struct ct_slice){text, len});
	if (f != NULL)
		fclose(f);
	free(text);
	return err;
}
