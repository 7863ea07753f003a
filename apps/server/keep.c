/* History as the operator asks for it, and the loop gets it. */
#include "keep.h"

#include "core/text.h"
#include "platform/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { names_max = 65536 };

static const int64_t day_ms = INT64_C(86400000);

/* "in-use: history: another server is using …". */
static enum ct_err
complain(struct ct_buf *fault, enum ct_lang lang, enum store_err err,
    const char *path, struct ct_slice detail)
{
	ct_buf_add_str(fault, store_err_token(err));
	ct_buf_add_str(fault, ": history: ");
	store_err_tell(fault, err, lang, path, detail);
	return CT_ESTORE;
}

bool
keep_path(const struct config *c, char *out, size_t size)
{
	char folder[3900];

	if (c->db[0] != '\0')
		return (size_t)snprintf(out, size, "%s", c->db) < size;
	if (pf_state_dir(folder, sizeof(folder)) != PF_OK)
		return false;
	return (size_t)snprintf(out, size, "%s/history.db", folder) < size;
}

/* Takes a number and the character behind it. */
static bool
take_number(const char **at, char end, int64_t *out)
{
	char *rest;

	if (**at < '0' || **at > '9')
		return false;
	*out = strtoll(*at, &rest, 10);
	if (*rest != end && !(end == ',' && *rest == '\0'))
		return false;
	*at = *rest == '\0' ? rest : rest + 1;
	return *out <= 1000000;
}

static enum ct_err
take_rule(const char **at, struct store_keep *rule, struct ct_buf *names)
{
	const char *colon = strchr(*at, ':');
	struct ct_slice room = {*at, 0};
	size_t begin = names->len;
	int64_t days, mib;
	enum ct_err err = CT_OK;

	if (colon == NULL || colon == *at)
		return CT_EINVAL;
	room.len = (size_t)(colon - *at);
	*at = colon + 1;
	if (!take_number(at, ':', &days) || !take_number(at, ',', &mib))
		return CT_EINVAL;
	if (!ct_slice_eq(room, ct_slice_str("*")))
		err = ct_text_fold(room, names);
	if (err == CT_OK)
		err = ct_buf_add_u8(names, 0);
	*rule =
	    (struct store_keep){names->data + begin, days * day_ms, mib << 20};
	return err == CT_EUTF8 ? CT_EINVAL : err;
}

enum ct_err
keep_rules(const char *text, struct store_keep *rules, size_t max,
    size_t *count, struct ct_buf *names)
{
	enum ct_err err = ct_buf_reserve(names, names->max);

	*count = 0;
	while (err == CT_OK && *text != '\0') {
		if (*count == max)
			return CT_EINVAL;
		err = take_rule(&text, &rules[(*count)++], names);
	}
	return err;
}

static void
wake(void *poller)
{
	pf_poller_wake(poller);
}

static enum store_sync
sync_of(const struct config *c)
{
	if (strcmp(c->sync, "off") == 0)
		return STORE_SYNC_OFF;
	return strcmp(c->sync, "normal") == 0 ? STORE_SYNC_NORMAL
					      : STORE_SYNC_FULL;
}

static const char *const no_rule[] = {
    " is not ROOM:DAYS:MIB,... such as *:90:500",
    " 不是 房间:天数:MIB,... 例如 *:90:500",
};

static enum ct_err
open_store(struct keep *k, const struct config *c, struct pf_poller *p,
    enum ct_lang lang, struct ct_buf *fault)
{
	struct store_options opt = STORE_OPTIONS_DEFAULT;
	struct ct_buf detail;
	enum store_err err;

	ct_buf_init(&detail, 4096);
	opt.sync = sync_of(c);
	opt.keep = k->rules;
	opt.wake = wake;
	opt.wake_ctx = p;
	opt.vfs = c->vfs;
	opt.people = c->caps.people;
	if (keep_rules(c->keep, k->rules, KEEP_RULES, &opt.keep_count,
		&k->names) != CT_OK) {
		ct_buf_add_str(fault, "bad-value: keep: ");
		ct_buf_add_str(fault, c->keep);
		ct_buf_add_str(fault, no_rule[lang]);
		return CT_EINVAL;
	}
	err = store_open(k->path, &opt, &k->store, &detail);
	if (err != STORE_OK)
		complain(fault, lang, err, k->path, ct_buf_slice(&detail));
	else
		store_port(k->store, &k->port);
	ct_buf_fini(&detail);
	return err == STORE_OK ? CT_OK : CT_ESTORE;
}

enum ct_err
keep_open(struct keep *k, const struct config *c, struct pf_poller *p,
    enum ct_lang lang, struct ct_buf *fault)
{
	*k = (struct keep){0};
	ct_buf_init(&k->names, names_max);
	if (!c->history)
		return CT_OK;
	if (!keep_path(c, k->path, sizeof(k->path)))
		return complain(fault, lang, STORE_ENODIR, c->db,
		    (struct ct_slice){NULL, 0});
	return open_store(k, c, p, lang, fault);
}

enum ct_err
keep_restore(struct keep *k, struct ct_hub *hub, int64_t count,
    enum ct_lang lang, struct ct_buf *fault)
{
	enum store_err err = store_restore(k->store, hub, (int32_t)count);

	if (err != STORE_OK)
		return complain(
		    fault, lang, err, k->path, (struct ct_slice){NULL, 0});
	ct_hub_skip(hub, store_skip(k->store));
	return CT_OK;
}

bool
keep_close(struct keep *k, int64_t wait_ms)
{
	if (k->store != NULL && !store_close(k->store, wait_ms))
		return false;
	ct_buf_fini(&k->names);
	*k = (struct keep){0};
	return true;
}

/* Ends a copy: says what is wrong with it. */
static enum ct_err
copied(struct store_copy *c, enum store_err err, enum ct_lang lang,
    struct ct_buf *fault)
{
	if (err != STORE_OK)
		complain(fault, lang, err, c->of_from ? c->from : c->to,
		    ct_buf_slice(&c->detail));
	ct_buf_fini(&c->detail);
	return err == STORE_OK ? CT_OK : CT_ESTORE;
}

enum ct_err
keep_backup(const struct config *c, const char *file, enum ct_lang lang,
    struct ct_buf *fault)
{
	char path[4096];
	struct store_copy copy = {.from = path, .to = file};

	ct_buf_init(&copy.detail, 4096);
	copy.of_from = !keep_path(c, path, sizeof(path));
	return copied(&copy, copy.of_from ? STORE_ENODIR : store_backup(&copy),
	    lang, fault);
}

enum ct_err
keep_put_back(const struct config *c, const char *file, enum ct_lang lang,
    struct ct_buf *fault)
{
	char path[4096];
	struct store_copy copy = {.from = file, .to = path};

	ct_buf_init(&copy.detail, 4096);
	return copied(&copy,
	    keep_path(c, path, sizeof(path)) ? store_put_back(&copy)
					     : STORE_ENODIR,
	    lang, fault);
}
