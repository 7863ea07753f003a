/*
 * The history alone, without a server: how fast records are on disk, how much
 * of it they take, and what opening, paging back and searching cost when there
 * are many.
 */
#include "bench.h"
#include "store_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/common/complain.h"
#include "apps/server/store_sqlite.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/file.h"
#include "platform/process.h"
#include "platform/thread.h"

enum {
	samples_max = 1 << 20,
	fill_size = 2000,
	page_rows = 50,
	searches = 20,
};

struct options {
	struct bench_flags flags;
	bool keep;
	const char *db, *sync;
	int64_t messages, wait;
};

static const struct options defaults = {
    .flags = BENCH_FLAGS,
    .db = "bench-history.db",
    .sync = "full",
    .messages = 1000000,
    .wait = 3000,
};

#define AT(field) offsetof(struct options, field)

static const struct opt table[] = {
    {.kind = OPT_HEAD,
	.en = "crosstalk-bench store: what the history can do",
	.zh = "crosstalk-bench store：测量历史记录"},
    {"db", OPT_TEXT, AT(db), .most = 4096, .arg = "FILE",
	.en = "the file, which must not exist; it is removed in the end",
	.zh = "文件，须尚不存在；测完即删"},
    {"keep", OPT_FLAG, AT(keep), .en = "do not remove it", .zh = "测完不删"},
    {"sync", OPT_CHOICE, AT(sync), .choices = "full|normal|off",
	.en = "when a commit is on disk", .zh = "何时落盘"},
    {"messages", OPT_INT, AT(messages), 0, 1000000000,
	.en = "messages in the large room", .zh = "大房间的消息数"},
    {"wait", OPT_INT, AT(wait), 100, 3600000,
	.en = "ms that each measurement takes", .zh = "每项测量的毫秒数"},
    BENCH_ROWS,
};

struct work {
	const struct bench *bench;
	const struct options *o;
	struct store_options so;
	struct store *st;
	struct ct_store port;
	struct pf_mutex *lock;
	struct pf_cond *woken;
	bool wake, wrong;
	uint64_t seq, ticket, pending;
	int64_t sent; /* ns, of the records under way */
	int64_t *samples;
	size_t count;
	size_t rows; /* of the last answer */
	uint64_t last_row;
	bool found;
	struct ct_buf text;
};

static void
wake(void *ctx)
{
	struct work *w = ctx;

	pf_mutex_lock(w->lock);
	w->wake = true;
	pf_cond_signal(w->woken);
	pf_mutex_unlock(w->lock);
}

static void
wait_woken(struct work *w)
{
	pf_mutex_lock(w->lock);
	while (!w->wake)
		pf_cond_wait(w->woken, w->lock, -1);
	w->wake = false;
	pf_mutex_unlock(w->lock);
}

static void
sample(struct work *w, int64_t ns)
{
	if (w->count < samples_max)
		w->samples[w->count++] = ns;
}

static int
ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* In ms; of the samples so far, which are sorted by it. */
static double
quantile(struct work *w, double q)
{
	size_t at = (size_t)((double)(w->count - 1) * q);

	if (w->count == 0)
		return 0;
	qsort(w->samples, w->count, sizeof(*w->samples), ascending);
	return (double)w->samples[at] / 1e6;
}

static void
stored(void *ctx, const struct ct_stored *done)
{
	struct work *w = ctx;

	w->wrong |= done->err != CT_OK || done->duplicate;
	w->pending--;
	sample(w, pf_clock_mono_ns() - w->sent);
}

static void
found(void *ctx, uint64_t ticket, enum ct_err err, const struct ct_row *rows,
    size_t n)
{
	struct work *w = ctx;

	(void)ticket;
	w->wrong |= err != CT_OK;
	w->rows = n;
	w->last_row = n > 0 ? rows[n - 1].row : 0;
	w->found = true;
}

static void
take(struct work *w)
{
	store_take(w->st, &(struct store_sink){w, stored, found, NULL});
}

static void
say(struct work *w)
{
	struct ct_stored done;
	struct ct_record r = {.kind = CT_RECORD_SAY,
	    .room = ct_slice_str("大厅"),
	    .room_key = ct_slice_str("大厅"),
	    .from = ct_slice_str("小明"),
	    .text = store_text(w->seq, &w->text),
	    .seq = ++w->seq,
	    .number = w->seq,
	    .time = pf_clock_wall()};

	r.id[0] = (unsigned char)(1 + w->seq % 100);
	if (w->port.submit(w->port.ctx, &r, ++w->ticket, &done) == CT_MORE)
		w->pending++;
	else
		w->wrong = true;
}

/* `size` records at once, and all of them on disk. */
static void
burst(struct work *w, int64_t size)
{
	w->sent = pf_clock_mono_ns();
	for (int64_t i = 0; i < size; i++)
		say(w);
	while (w->pending > 0 && !w->wrong) {
		wait_woken(w);
		take(w);
	}
}

static void
measure_commits(struct work *w, int64_t size)
{
	int64_t begin = pf_clock_mono_ns(), now = begin;
	uint64_t first = w->ticket;
	struct store_stats before, after;

	w->count = 0;
	store_stats(w->st, &before);
	while (now - begin < w->o->wait * 1000000 && !w->wrong) {
		burst(w, size);
		now = pf_clock_mono_ns();
	}
	store_stats(w->st, &after);
	printf("  {\"senders\": %d, \"records_per_second\": %.0f, "
	       "\"records_per_commit\": %.1f, \"p50_ms\": %.3f, "
	       "\"p99_ms\": %.3f}%s\n",
	    (int)size,
	    (double)(w->ticket - first) * 1e9 / (double)(now - begin),
	    (double)(w->ticket - first) /
		(double)(after.commits - before.commits),
	    quantile(w, 0.5), quantile(w, 0.99), size < 100 ? "," : "");
	fflush(stdout);
}

static int64_t
file_bytes(const char *path)
{
	FILE *f;
	long size = 0;

	if (pf_fopen(path, "rb", &f) != PF_OK)
		return 0;
	if (fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	fclose(f);
	return size;
}

/* "in-use: another server is using …". */
static void
complain(const struct work *w, enum store_err err, struct ct_slice why)
{
	struct ct_buf line;

	ct_buf_init(&line, 16384);
	ct_buf_add_str(&line, store_err_token(err));
	ct_buf_add_str(&line, ": ");
	store_err_tell(&line, err, w->bench->lang, w->o->db, why);
	complain_line(w->bench->who, ct_buf_slice(&line));
	ct_buf_fini(&line);
}

static bool
open_store(struct work *w)
{
	struct ct_buf why;
	enum store_err err;

	ct_buf_init(&why, 4096);
	err = store_open(w->o->db, &w->so, &w->st, &why);
	if (err != STORE_OK)
		complain(w, err, ct_buf_slice(&why));
	else
		store_port(w->st, &w->port);
	ct_buf_fini(&why);
	return err == STORE_OK;
}

/* All messages, and then the index; until the file is closed. */
static void
measure_fill(struct work *w)
{
	int64_t begin = pf_clock_mono_ns(), said, bytes;
	struct store_stats stats;
	uint64_t first = w->seq;

	while (w->seq < (uint64_t)w->o->messages && !w->wrong) {
		w->count = 0;
		burst(w, fill_size);
	}
	said = pf_clock_mono_ns();
	do
		store_stats(w->st, &stats);
	while (!stats.idle);
	store_close(w->st, -1);
	w->st = NULL;
	bytes = file_bytes(w->o->db);
	printf(" \"fill\": {\"messages\": %" PRIu64
	       ", \"records_per_second\": %.0f, \"index_and_close_ms\": %.0f,\n"
	       "  \"file_bytes\": %" PRId64 ", \"bytes_per_message\": %.1f},\n",
	    w->seq, (double)(w->seq - first) * 1e9 / (double)(said - begin),
	    (double)(pf_clock_mono_ns() - said) / 1e6, bytes,
	    (double)bytes / (double)w->seq);
	fflush(stdout);
}

static enum ct_err
recalled_room(
    void *ctx, struct ct_slice shown, struct ct_slice topic, uint64_t seq)
{
	struct work *w = ctx;

	(void)shown;
	(void)topic;
	w->wrong |= seq != w->seq;
	return CT_OK;
}

static enum ct_err
recalled(void *ctx, const struct ct_msg *m)
{
	struct work *w = ctx;

	(void)m;
	w->rows++;
	return CT_OK;
}

static bool
measure_open(struct work *w)
{
	int64_t begin = pf_clock_mono_ns(), opened;
	const struct store_memory memory = {w, recalled_room, recalled};

	if (!open_store(w))
		return false;
	opened = pf_clock_mono_ns();
	w->rows = 0;
	w->wrong |= store_recall(w->st, 200, &memory) != STORE_OK;
	printf(" \"open_ms\": %.1f, \"recall_200_ms\": %.1f,\n",
	    (double)(opened - begin) / 1e6,
	    (double)(pf_clock_mono_ns() - opened) / 1e6);
	fflush(stdout);
	return true;
}

static void
ask(struct work *w, const struct ct_query *q)
{
	int64_t begin = pf_clock_mono_ns();

	w->found = false;
	if (w->port.query(w->port.ctx, q, 1) != CT_MORE) {
		w->wrong = true;
		return;
	}
	while (!w->found) {
		wait_woken(w);
		take(w);
	}
	sample(w, pf_clock_mono_ns() - begin);
}

/* Pages all over the room. */
static void
measure_pages(struct work *w)
{
	struct ct_query q = {.kind = CT_QUERY_HISTORY,
	    .room_key = ct_slice_str("大厅"),
	    .mode = CT_HISTORY_BEFORE,
	    .count = page_rows};
	int64_t begin = pf_clock_mono_ns();

	w->count = 0;
	for (uint64_t i = 1; pf_clock_mono_ns() - begin < w->o->wait * 1000000;
	     i++) {
		q.seq = 1 + i * UINT64_C(2654435761) % w->seq;
		ask(w, &q);
	}
	printf(" \"page_of_%d\": {\"pages\": %zu, \"p50_ms\": %.3f, "
	       "\"p99_ms\": %.3f},\n",
	    (int)page_rows, w->count, quantile(w, 0.5), quantile(w, 0.99));
	fflush(stdout);
}

static void
measure_search(struct work *w, const char *name, const char *text, bool last)
{
	struct ct_query q = {.kind = CT_QUERY_SEARCH,
	    .room_key = ct_slice_str("大厅"),
	    .text = ct_slice_str(text),
	    .count = page_rows};
	char line[512];
	size_t rows;
	int len;

	w->count = 0;
	for (int i = 0; i < searches; i++)
		ask(w, &q);
	rows = w->rows;
	len = snprintf(line, sizeof(line),
	    "  {\"search\": \"%s\", \"text\": \"%s\", \"rows\": %zu, "
	    "\"p50_ms\": %.2f, \"worst_ms\": %.2f}%s\n",
	    name, text, rows, quantile(w, 0.5), quantile(w, 1),
	    last ? "" : ",");
	/* So a console takes what is not ASCII, too. */
	fflush(stdout);
	pf_console_write(false, line, (size_t)len);
}

static void
measure_searches(struct work *w)
{
	static const char *const all[][2] = {
	    {"two hanzi, one in 100000", "相声"},
	    {"two hanzi, one in 100", "茶馆"},
	    {"two hanzi, never", "龘靐"},
	    {"both words", "茶馆 相声"},
	    {"three letters", "kun"},
	    {"no such word of common pairs", "bababebibobu"},
	    {"one hanzi", "茶"},
	    {"one letter", "q"},
	    {"a letter in every English message", "a"},
	};
	const size_t n = sizeof(all) / sizeof(all[0]);

	printf(" \"searches\": [\n");
	for (size_t i = 0; i < n; i++)
		measure_search(w, all[i][0], all[i][1], i + 1 == n);
	printf(" ]}\n");
}

static int
run_all(struct work *w)
{
	static const int64_t sizes[] = {1, 10, 100};

	if (!open_store(w))
		return BENCH_USAGE;
	printf("{\"sync\": \"%s\", \"commits\": [\n", w->o->sync);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		measure_commits(w, sizes[i]);
	printf(" ],\n");
	measure_fill(w);
	if (!measure_open(w))
		return BENCH_WRONG;
	measure_pages(w);
	measure_searches(w);
	store_close(w->st, -1);
	return w->wrong ? BENCH_WRONG : BENCH_OK;
}

static void
remove_file(const char *path)
{
	static const char *const ends[] = {"", "-lock", "-wal", "-shm"};
	char name[4200];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		pf_file_remove(name);
	}
}

static int
store_run(const struct bench *b, const struct options *o)
{
	struct work w = {.bench = b, .o = o, .so = STORE_OPTIONS_DEFAULT};
	int code = BENCH_WRONG;

	if (file_bytes(o->db) > 0) {
		complain(&w, STORE_EEXIST, (struct ct_slice){NULL, 0});
		return BENCH_USAGE;
	}
	w.so.sync = o->sync[0] == 'f'   ? STORE_SYNC_FULL
		    : o->sync[0] == 'n' ? STORE_SYNC_NORMAL
					: STORE_SYNC_OFF;
	w.so.wake = wake;
	w.so.wake_ctx = &w;
	ct_buf_init(&w.text, 4096);
	w.samples = malloc(samples_max * sizeof(*w.samples));
	if (w.samples != NULL && pf_mutex_new(&w.lock) == PF_OK &&
	    pf_cond_new(&w.woken) == PF_OK)
		code = run_all(&w);
	pf_mutex_free(w.lock);
	pf_cond_free(w.woken);
	free(w.samples);
	ct_buf_fini(&w.text);
	if (!o->keep)
		remove_file(o->db);
	return code;
}

int
store_main(const struct bench *b, int count, char **args)
{
	struct options o = defaults;
	struct bench_page page = {
	    .set = {.opts = table,
		.count = sizeof(table) / sizeof(table[0]),
		.target = &o},
	    .defaults = &defaults,
	};
	int code;

	if (bench_args(b, &page, count, args, &code))
		code = store_run(b, &o);
	opt_fini(&page.set);
	return code;
}
