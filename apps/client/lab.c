/* The scenes of crosstalk lab: which one, and what else was asked for. */
#include "lab.h"

#include "lab_verbs.h"
#include "listen.h"
#include "tell.h"

#include "platform/console.h"

#include <stdlib.h>
#include <string.h>

enum {
	NOT_GIVEN = -1,
	KNOBS_MAX = 262144, /* bytes */
};

#define AT(field) .at = offsetof(struct lab_options, field)

static const struct opt opts[] = {
    {.kind = OPT_HEAD, .en = "What is sent and read", .zh = "发送与读取"},
    {.name = "messages",
	.kind = OPT_TEXT,
	AT(messages),
	.most = 65536,
	.arg = "TEXT,TEXT",
	.en = "the messages, separated by commas",
	.zh = "各条消息，以逗号分隔"},
    {.name = "sizes",
	.kind = OPT_TEXT,
	AT(sizes),
	.most = 4096,
	.arg = "N,NxM",
	.en = "instead: sizes in bytes, of letters chosen by the seed; "
	      "20x5 is five of 20",
	.zh = "或只给字节数，内容由种子决定；20x5 为五条 20 字节"},
    {.name = "chunk",
	.kind = OPT_INT,
	AT(chunk),
	.least = NOT_GIVEN,
	.most = 1048576,
	.arg = "BYTES",
	.en = "the most that one send takes; 0: a message whole; -1: the "
	      "scene's own",
	.zh = "一次 send 的最多字节数；0 为每条消息一次；-1 由场景决定"},
    {.name = "gap",
	.kind = OPT_INT,
	AT(gap),
	.least = NOT_GIVEN,
	.most = 10000,
	.arg = "MS",
	.en = "between two sends; -1: the scene's own",
	.zh = "两次发送之间的毫秒数；-1 由场景决定"},
    {.name = "reads",
	.kind = OPT_TEXT,
	AT(reads),
	.most = 4096,
	.arg = "N,N-M",
	.en = "the sizes of the reads, the last again and again; 1-16: by "
	      "the seed",
	.zh = "各次读取的大小，最后一个重复使用；1-16 为由种子决定"},
    {.name = "delay",
	.kind = OPT_INT,
	AT(delay),
	.least = NOT_GIVEN,
	.most = 10000,
	.arg = "MS",
	.en = "before the first read; -1: the scene's own",
	.zh = "第一次读取之前的毫秒数；-1 由场景决定"},
    {.name = "cure",
	.kind = OPT_CHOICE,
	AT(cure),
	.choices = "raw|delimiter|announce|prefix",
	.en = "how the receiver learns where messages end; raw: not at all",
	.zh = "接收方如何得知消息边界；raw 为无从得知"},
    {.name = "charset",
	.kind = OPT_CHOICE,
	AT(charset),
	.choices = "utf-8|gbk",
	.en = "of the messages",
	.zh = "消息的字符集"},
    {.kind = OPT_HEAD, .en = "Sockets", .zh = "套接字"},
    {.name = "nodelay",
	.kind = OPT_CHOICE,
	AT(nodelay),
	.choices = "on|off",
	.en = "TCP_NODELAY of the sender",
	.zh = "发送方的 TCP_NODELAY"},
    {.name = "sndbuf",
	.kind = OPT_INT,
	AT(sndbuf),
	.least = 0,
	.most = 1073741824,
	.arg = "BYTES",
	.en = "SO_SNDBUF of the sender; 0: the system's",
	.zh = "发送方的 SO_SNDBUF；0 为系统默认"},
    {.name = "rcvbuf",
	.kind = OPT_INT,
	AT(rcvbuf),
	.least = 0,
	.most = 1073741824,
	.arg = "BYTES",
	.en = "SO_RCVBUF of the receiver; 0: the system's",
	.zh = "接收方的 SO_RCVBUF；0 为系统默认"},
    {.name = "listen",
	.kind = OPT_TEXT,
	AT(listen),
	.most = 300,
	.arg = "[HOST:]PORT",
	.en = "be only the receiver, for others too as 0.0.0.0:PORT; the "
	      "other options are the same on both sides",
	.zh = "只做接收方；要让别的机器连接，写 0.0.0.0:端口；其余选项两"
	      "边相同"},
    {.name = "connect",
	.kind = OPT_TEXT,
	AT(connect),
	.most = 300,
	.arg = "HOST:PORT",
	.en = "be only the sender",
	.zh = "只做发送方"},
    {.kind = OPT_HEAD, .en = "Runs", .zh = "次数"},
    {.name = "runs",
	.kind = OPT_INT,
	AT(runs),
	.least = 1,
	.most = 10000,
	.arg = "N",
	.en = "how often; the picture is of the first",
	.zh = "重复次数；图为第一次"},
    {.name = "seed",
	.kind = OPT_INT,
	AT(seed),
	.least = 0,
	.most = INT64_MAX / 2,
	.arg = "N",
	.en = "of the first run; the next one has the next",
	.zh = "第一次的种子，之后逐次加一"},
    {.kind = OPT_HEAD, .en = "What is shown", .zh = "显示"},
    {.name = "quiet",
	.kind = OPT_FLAG,
	AT(quiet),
	.en = "only one line of counts for each exchange",
	.zh = "每种情形只输出一行计数"},
    OPT_ROW_JSON(struct lab_options,
	"instead: one line of JSON for each run, with all events",
	"改为每次输出一行 JSON，含全部事件"),
    {.name = "report",
	.kind = OPT_TEXT,
	AT(report),
	.most = 4096,
	.arg = "FILE.html",
	.en = "write a page with the pictures, too",
	.zh = "另写一份带图的网页"},
    {.name = "pcap",
	.kind = OPT_TEXT,
	AT(pcap),
	.most = 4096,
	.arg = "FILE",
	.en = "write packets for Wireshark, too, made from what was seen at "
	      "the sockets",
	.zh = "另写一份 Wireshark 能打开的抓包，由套接字上所见合成"},
    OPT_ROW_LANG(struct lab_options,
	"the language of questions, answers and errors",
	"提问、解说与错误的语言"),
    OPT_ROW_HELP(struct lab_options),
};

static const struct lab_options defaults = {.chunk = NOT_GIVEN,
    .gap = NOT_GIVEN,
    .delay = NOT_GIVEN,
    .runs = 1,
    .lang = "auto"};

static const char *const about[CT_LANG_COUNT] = {
    "usage: crosstalk lab SCENE [OPTIONS]\n"
    "\n"
    "Shows what TCP and UDP make of messages, on real sockets of this\n"
    "machine. Each scene asks a question, plays, draws what happened, and\n"
    "explains. The scenes:\n",
    "用法：crosstalk lab SCENE [选项]\n"
    "\n"
    "用本机的真实套接字演示 TCP 和 UDP 如何对待消息。每个场景先提问，\n"
    "再演示、画图、解说。场景：\n",
};

static const char *const verbs[CT_LANG_COUNT] = {
    "Instead of a scene:\n",
    "除场景外：\n",
};

static const char *const exits[CT_LANG_COUNT] = {
    "\nWhat is not given is the scene's own. Exit codes: 0 it was played,\n"
    "1 no connection, or it was lost, 2 wrong arguments, 5 standard output\n"
    "was closed, 6 this machine failed.\n",
    "\n没有给出的选项由场景决定。退出码：0 完成，1 无法连接或连接中断，\n"
    "2 参数有误，5 标准输出已关闭，6 本机故障。\n",
};

/* The scenes, and what else there is. */
static enum ct_err
add_list(enum ct_lang lang, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};

	for (size_t i = 0; i < lab_scene_count; i++)
		lab_putf(&o, "  %-10s %s\n", lab_scenes[i].name,
		    lab_scenes[i].about[lang]);
	lab_put(&o, verbs[lang]);
	if (o.err == CT_OK)
		o.err = lab_add_verbs(lang, out);
	lab_put(&o, "\n");
	return o.err;
}

static enum ct_err
add_exits(enum ct_lang lang, struct ct_buf *out)
{
	return ct_buf_add_str(out, exits[lang]);
}

/* What was asked for of an exchange: all options before the last heading. */
static enum ct_err
add_knobs(const struct lab_options *o, struct ct_buf *out)
{
	struct lab_options mine = *o;
	struct opt_set set = {.opts = opts, .target = &mine};
	enum ct_err err;

	set.count = sizeof opts / sizeof opts[0];
	while (opts[--set.count].kind != OPT_HEAD)
		continue;
	err = opt_given(&set, &defaults, out);
	return err == CT_OK ? ct_buf_add_u8(out, '\0') : err;
}

static int
play_at(struct lab_job *job, enum lab_role role, const struct endpoint *where)
{
	int code = APP_SYSTEM;

	ct_buf_init(&job->knobs, KNOBS_MAX);
	if (add_knobs(job->o, &job->knobs) == CT_OK)
		code = lab_place_open(&job->place, job->app, role,
		    job->scene->setups[0].udp, where);
	if (code == APP_OK)
		code = lab_play(job);
	lab_place_close(&job->place);
	ct_buf_fini(&job->knobs);
	return code;
}

static int
play(const struct app *app, const struct lab_options *o, const char *name)
{
	struct lab_job job = {
	    .app = app, .o = o, .scene = lab_scene_find(name)};
	enum lab_role role = LAB_ROLE_BOTH;
	struct endpoint where = {.port = 0};
	const char *text = o->listen != NULL ? o->listen : o->connect;
	enum word bad = WORD_BAD_LISTEN;
	enum ct_err err = CT_OK;

	if (job.scene == NULL) {
		tell(app, WORD_NO_SCENE, name, NULL);
		return APP_USAGE;
	}
	if (o->listen != NULL && o->connect != NULL) {
		tell(app, WORD_EITHER, "--listen", "--connect");
		return APP_USAGE;
	}
	if (o->listen != NULL) {
		role = LAB_ROLE_RECEIVER;
		err = listen_parse(text, &where);
	} else if (o->connect != NULL) {
		role = LAB_ROLE_SENDER;
		bad = WORD_BAD_TARGET;
		err = endpoint_parse(text, 0, &where);
		if (err == CT_OK && where.port == 0)
			err = CT_EINVAL;
	}
	if (err != CT_OK) {
		tell(app, bad, text, NULL);
		return APP_USAGE;
	}
	return play_at(&job, role, &where);
}

/* What --help begins with, for who does not say what is wanted. */
static int
show_scenes(const struct app *app)
{
	struct ct_buf out;

	ct_buf_init(&out, KNOBS_MAX);
	if (ct_buf_add_str(&out, about[app->lang]) == CT_OK &&
	    add_list(app->lang, &out) == CT_OK)
		pf_console_write(true, out.data, out.len);
	ct_buf_fini(&out);
	return APP_USAGE;
}

static int
choose(const struct app *app, const struct lab_options *o,
    const char *const *words, size_t count)
{
	if (count == 1)
		return play(app, o, words[0]);
	if (count > 1)
		tell(app, WORD_EXTRA, words[1], NULL);
	else
		return show_scenes(app);
	return APP_USAGE;
}

int
lab_scenes_main(const struct app *app, int argc, char **argv)
{
	struct app mine = *app;
	struct lab_options o = defaults;
	struct lab_page page = {
	    .set = {.opts = opts,
		.count = sizeof opts / sizeof opts[0],
		.target = &o},
	    .defaults = &defaults,
	    .about = {about[CT_LANG_EN], about[CT_LANG_ZH]},
	    .list = add_list,
	    .more = add_exits,
	    .help = &o.help,
	};
	size_t count = 0;
	const char **words = calloc((size_t)argc, sizeof *words);
	int code;

	if (words == NULL)
		return APP_SYSTEM;
	code = lab_read_args(&mine, &page, argc, argv, words, &count);
	if (code == LAB_GO_ON)
		code = choose(&mine, &o, words, count);
	opt_fini(&page.set);
	free(words);
	return code;
}
