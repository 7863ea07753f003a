/* What passed through the fault door: a picture, or a line of JSON. */
#include "proxy.h"

#include "apps/common/json.h"
#include "apps/lab/draw.h"
#include "apps/lab/prose.h"
#include "platform/console.h"

enum { JSON_MAX = 32 * 1024 * 1024, LINE_MAX_BYTES = 1024 };

static const char *const titles[LAB_WAYS][CT_LANG_COUNT] = {
    {"from the client to the server: {1} bytes came, {2} passed on{3}",
	"客户端到服务器：收到 {1} 字节，转发 {2} 字节{3}"},
    {"from the server to the client: {1} bytes came, {2} passed on{3}",
	"服务器到客户端：收到 {1} 字节，转发 {2} 字节{3}"},
};

/* By enum lab_close. */
static const char *const ends[][CT_LANG_COUNT] = {
    {"", ""},
    {", then the end of the stream", "，然后结束"},
    {", then a reset", "，然后重置"},
};

static const char *const heads[CT_LANG_COUNT] = {
    "connection {0} (sends: as it came in; reads: as it was passed on)",
    "连接 {0}（发送：进来的样子；读取：转发出去的样子）",
};

static const char *const parts[CT_LANG_COUNT] = {
    "Only the beginning is drawn.\n",
    "只画出开头部分。\n",
};

static void
put_number(struct lab_out *o, uint64_t n)
{
	if (o->err == CT_OK)
		o->err = ct_buf_add_dec(o->buf, n);
}

/* A sentence; on a console within its width. */
static void
put_line(struct lab_out *o, const struct lab_draw *how, const char *phrase,
    const char *const *args, size_t count)
{
	struct ct_buf line;
	struct lab_out l = {.buf = &line};

	ct_buf_init(&line, LINE_MAX_BYTES);
	lab_put_phrase(&l, phrase, args, count);
	lab_put_hanging(o, ct_buf_slice(&line), 0, 2,
	    pf_stdout_is_console() ? how->width : SIZE_MAX);
	lab_put(o, "\n");
	if (o->err == CT_OK)
		o->err = l.err;
	ct_buf_fini(&line);
}

static void
put_way(struct lab_out *o, const struct proxy_pair *pair, enum lab_way way,
    const struct lab_draw *how)
{
	const struct lab_stream *s = &pair->seen.ways[way];
	const struct lab_fault *f = &pair->ways[way];
	struct ct_buf numbers[2];
	const char *args[4] = {"", "", "", ends[s->closed][how->lang]};
	uint64_t values[2] = {f->passed + f->buf.len + f->swallowed, f->passed};

	for (int i = 0; i < 2; i++) {
		ct_buf_init(&numbers[i], 32);
		if (ct_buf_add_dec(&numbers[i], values[i]) == CT_OK &&
		    ct_buf_add_u8(&numbers[i], 0) == CT_OK)
			args[i + 1] = numbers[i].data;
	}
	put_line(o, how, titles[way][how->lang], args, 4);
	if (o->err == CT_OK && s->bytes.len > 0)
		o->err = lab_draw_stream(how, s, o->buf);
	ct_buf_fini(&numbers[0]);
	ct_buf_fini(&numbers[1]);
}

static void
put_picture(struct lab_out *o, const struct proxy_pair *pair)
{
	bool console = pf_stdout_is_console();
	int columns = 80, rows = 24;
	struct lab_draw how = {
	    .lang = pair->proxy->app->lang,
	    .charset = pair->proxy->options->charset,
	    .colour = console && pf_console_vt() == PF_OK,
	    .ascii = console && pf_console_ambiguous_width() == 2,
	};
	char number[24];
	const char *args[] = {number};
	struct ct_buf text;

	pf_console_size(&columns, &rows);
	how.width = columns > 0 ? (size_t)columns : 80;
	ct_buf_init(&text, sizeof number);
	if (ct_buf_add_dec(&text, pair->number) == CT_OK &&
	    ct_buf_add_u8(&text, 0) == CT_OK)
		args[0] = text.data;
	put_line(o, &how, heads[how.lang], args, 1);
	ct_buf_fini(&text);
	put_way(o, pair, LAB_THERE, &how);
	lab_put(o, "\n");
	put_way(o, pair, LAB_BACK, &how);
	if (pair->seen_in_part)
		lab_put(o, parts[how.lang]);
	lab_put(o, "\n");
}

static void
put_hex(struct lab_out *o, struct ct_slice bytes)
{
	static const char digits[] = "0123456789abcdef";

	if (o->err == CT_OK)
		o->err = ct_buf_reserve(o->buf, bytes.len * 2);
	for (size_t i = 0; i < bytes.len && o->err == CT_OK; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		char two[2] = {digits[c >> 4], digits[c & 15]};

		o->err = ct_buf_add(o->buf, two, 2);
	}
}

static void
put_key(struct lab_out *o, const char *key)
{
	if (o->err == CT_OK)
		o->err = json_add_key(o->buf, key);
}

static void
put_pieces(
    struct lab_out *o, const struct lab_stream *s, const struct lab_spans *v)
{
	lab_put(o, "[");
	for (size_t i = 0; i < v->count; i++) {
		lab_put(o, i > 0 ? ",{" : "{");
		put_key(o, "us");
		put_number(o, (uint64_t)v->v[i].at);
		put_key(o, "from");
		put_number(o, v->v[i].from);
		put_key(o, "hex");
		lab_put(o, "\"");
		put_hex(o, lab_stream_bytes(s, &v->v[i]));
		lab_put(o, "\"}");
	}
	lab_put(o, "]");
}

static void
put_json_way(struct lab_out *o, const struct proxy_pair *pair, enum lab_way way)
{
	static const char *const closed[] = {"open", "end", "reset"};
	const struct lab_stream *s = &pair->seen.ways[way];
	const struct lab_fault *f = &pair->ways[way];

	put_key(o, way == LAB_THERE ? "there" : "back");
	lab_put(o, "{");
	put_key(o, "came");
	put_number(o, f->passed + f->buf.len + f->swallowed);
	put_key(o, "passed");
	put_number(o, f->passed);
	put_key(o, "closed");
	lab_put(o, "\"");
	lab_put(o, closed[s->closed]);
	lab_put(o, "\"");
	put_key(o, "in");
	put_pieces(o, s, &s->layers[LAB_SENDS]);
	put_key(o, "out");
	put_pieces(o, s, &s->layers[LAB_READS]);
	lab_put(o, "}");
}

static void
put_json(struct lab_out *o, const struct proxy_pair *pair)
{
	lab_put(o, "{");
	put_key(o, "connection");
	put_number(o, pair->number);
	put_key(o, "seed");
	put_number(o, pair->proxy->options->seed);
	put_key(o, "part");
	lab_put(o, pair->seen_in_part ? "true" : "false");
	put_json_way(o, pair, LAB_THERE);
	put_json_way(o, pair, LAB_BACK);
	lab_put(o, "}\n");
}

enum pf_err
proxy_show(const struct proxy_pair *pair)
{
	struct ct_buf text;
	struct lab_out o = {.buf = &text};
	enum pf_err err = PF_ENOMEM;

	ct_buf_init(&text, JSON_MAX);
	if (pair->proxy->options->json)
		put_json(&o, pair);
	else
		put_picture(&o, pair);
	if (o.err == CT_OK)
		err = pf_console_write(false, text.data, text.len);
	ct_buf_fini(&text);
	return err;
}
