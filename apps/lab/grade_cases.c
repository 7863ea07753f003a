/* The cases of the exercises, as scripts. */
#include "grade_script.h"

#include <string.h>

enum {
	HALF = 6, /* bytes of `hello`, and whole characters */
	LONG_CLASSIC = 1024,
	LONG_LENGTH = 4200,
	LONG_PREFIX = 70002,
};

/* Their sizes are two digits long, and differ. */
static const char hello[] = "你好，世界";
static const char second[] = "第二句话，不一样长";
static const char third[] = "three, 3: 8月1日，安理会轮值主";

/* A client speaks first. */
static void
begin(struct lab_grade_script *s)
{
	if (s->side == LAB_CLIENT)
		lab_script_add(s, s->system == LAB_PREFIX ? LAB_GRADE_ANY_FRAME
							  : LAB_GRADE_TURN);
}

/* A client must notice the end. */
static void
finish(struct lab_grade_script *s)
{
	if (s->side == LAB_SERVER)
		return;
	lab_script_add(s, LAB_GRADE_HALF);
	lab_script_add(s, LAB_GRADE_GONE);
}

static void
make_whole(struct lab_grade_script *s)
{
	begin(s);
	lab_script_exchange(s, ct_slice_str(hello), LAB_WHOLE);
	/* Once, patiently: what comes unasked may come late. */
	for (size_t i = 0; i < s->count; i++)
		if (s->steps[i].op == LAB_GRADE_DIGITS ||
		    s->steps[i].op == LAB_GRADE_NUMBER)
			s->steps[i].ms = s->gap * 25;
	finish(s);
}

static void
make_turns(struct lab_grade_script *s)
{
	begin(s);
	lab_script_exchange(s, ct_slice_str(hello), LAB_WHOLE);
	lab_script_exchange(s, ct_slice_str(second), LAB_WHOLE);
	lab_script_exchange(s, ct_slice_str(third), LAB_WHOLE);
	finish(s);
}

static void
make_one(struct lab_grade_script *s, enum lab_manner how)
{
	begin(s);
	lab_script_exchange(s, ct_slice_str(hello), how);
	finish(s);
}

static void
make_bytes(struct lab_grade_script *s)
{
	make_one(s, LAB_BYTES);
}

static void
make_split(struct lab_grade_script *s)
{
	make_one(s, LAB_SPLIT);
}

/* The head of a frame, or the digits, in two pieces. */
static void
make_header(struct lab_grade_script *s)
{
	make_one(s, LAB_HEADER);
}

static void
make_empty(struct lab_grade_script *s)
{
	begin(s);
	lab_script_exchange(s, ct_slice_str(""), LAB_WHOLE);
	lab_script_exchange(s, ct_slice_str(hello), LAB_WHOLE);
	finish(s);
}

static void
make_long(struct lab_grade_script *s)
{
	static const size_t sizes[] = {LONG_CLASSIC, LONG_LENGTH, LONG_PREFIX};
	static const char pattern[] = "月安理会轮值主日一二三";
	struct ct_buf text;
	size_t n = sizes[s->system], each = s->system == LAB_CLASSIC ? 2 : 3;

	ct_buf_init(&text, LAB_SCRIPT_MAX);
	for (size_t i = 0; i * each + each <= n && s->err == CT_OK; i++)
		s->err = ct_buf_add(
		    &text, pattern + i % ((sizeof pattern - 1) / 3) * 3, 3);
	begin(s);
	lab_script_exchange(s, ct_buf_slice(&text), LAB_WHOLE);
	ct_buf_fini(&text);
	finish(s);
}

/* Of classic: two sends without a gap are one turn, and nobody can tell. */
static void
make_glued_turns(struct lab_grade_script *s)
{
	struct lab_grade_step at;

	begin(s);
	at = lab_script_text(s, ct_slice_str("hellokniom"));
	lab_script_say(s, at.text_from, 5, 0);
	lab_script_say(s, at.text_from + 5, 5, 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_TURN : LAB_GRADE_HEAR, &at, s->gap * 5);
	finish(s);
}

static void
make_glued_frames(struct lab_grade_script *s)
{
	static const char *const texts[] = {hello, "", third};
	struct lab_grade_step at[3];

	begin(s);
	for (int i = 0; i < 3; i++)
		at[i] = lab_script_frame(s, ct_slice_str(texts[i]));
	lab_script_say(s, at[0].from, s->bytes.len - at[0].from, 0);
	for (int i = 0; i < 3; i++)
		lab_script_hear_frame(s, &at[i], i == 2 ? s->gap * 5 : 0);
	finish(s);
}

/* Of a length server: recv_ready, and the next message in the same send. */
static void
make_glued_ready(struct lab_grade_script *s)
{
	struct lab_grade_step one, two;
	size_t from;

	one = lab_script_text(s, ct_slice_str(hello));
	lab_script_say(s, one.text_from, one.text_len, 0);
	lab_script_hear_number(s, &one);
	from = s->bytes.len;
	lab_script_put(s, ct_slice_str("recv_ready"));
	two = lab_script_text(s, ct_slice_str(second));
	lab_script_say(s, from, s->bytes.len - from, 0);
	lab_script_hear(s, s->any ? LAB_GRADE_COUNT : LAB_GRADE_BODY, &one, 0);
	lab_script_hear_number(s, &two);
	lab_script_say_bytes(s, ct_slice_str("recv_ready"), 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_COUNT : LAB_GRADE_BODY, &two, s->gap * 5);
}

static void
make_cut_ready(struct lab_grade_script *s)
{
	struct lab_grade_step at = lab_script_text(s, ct_slice_str(hello));

	lab_script_say(s, at.text_from, at.text_len, 0);
	lab_script_hear_number(s, &at);
	lab_script_say_bytes(s, ct_slice_str("recv_"), s->gap * 2);
	lab_script_say_bytes(s, ct_slice_str("ready"), 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_COUNT : LAB_GRADE_BODY, &at, s->gap * 5);
}

/* The end is said right behind the message; the answer must still come. */
static void
make_half(struct lab_grade_script *s)
{
	size_t last = 0;

	begin(s);
	lab_script_exchange(s, ct_slice_str(hello), LAB_WHOLE);
	for (size_t i = 0; i < s->count; i++)
		if (s->steps[i].op == LAB_GRADE_SAY)
			last = i;
	lab_script_add(s, LAB_GRADE_GONE);
	if (s->err != CT_OK || s->count == LAB_GRADE_STEPS)
		return;
	memmove(s->steps + last + 2, s->steps + last + 1,
	    (s->count - last - 1) * sizeof s->steps[0]);
	s->steps[last + 1] = (struct lab_grade_step){.op = LAB_GRADE_HALF};
	s->count++;
}

/* The first half of something, in the manner of the system. */
static void
say_half(struct lab_grade_script *s)
{
	struct lab_grade_step at;

	if (s->system == LAB_PREFIX) {
		at = lab_script_frame(s, ct_slice_str(hello));
		lab_script_say(s, at.from, 4 + HALF, s->gap);
		return;
	}
	at = lab_script_text(s, ct_slice_str(hello));
	if (s->system == LAB_LENGTH && s->side == LAB_CLIENT) {
		lab_script_say_number(s, at.text_len, false);
		lab_script_hear_ready(s);
	}
	lab_script_say(s, at.text_from, HALF, s->gap);
}

static void
make_ended(struct lab_grade_script *s)
{
	begin(s);
	say_half(s);
	lab_script_add(s, LAB_GRADE_HALF);
	lab_script_add(s, LAB_GRADE_GONE);
}

static void
make_reset(struct lab_grade_script *s)
{
	begin(s);
	say_half(s);
	lab_script_add(s, LAB_GRADE_RESET);
	lab_script_add(s, LAB_GRADE_MEET);
	begin(s);
	lab_script_exchange(s, ct_slice_str(second), LAB_WHOLE);
	finish(s);
}

#define WHOLE_CASE                                                            \
	{                                                                     \
		"whole", {"one message, whole", "一条完整的消息"}, make_whole \
	}
#define TURNS_CASE                                                           \
	{                                                                    \
		"turns",                                                     \
		    {"three messages, one after the other", "依次三条消息"}, \
		    make_turns                                               \
	}
#define BYTES_CASE                                                  \
	{                                                           \
		"bytes", {"byte by byte", "逐字节到达"}, make_bytes \
	}
#define SPLIT_CASE                                                       \
	{                                                                \
		"split", {"cut inside a character", "断在一个字的中间"}, \
		    make_split                                           \
	}
#define LONG_CASE(size)                                          \
	{                                                        \
		"long", {size " bytes", size " 字节"}, make_long \
	}
#define HALF_CASE                                                           \
	{                                                                   \
		"half",                                                     \
		    {"half-closed behind the message", "发完消息即半关闭"}, \
		    make_half                                               \
	}
#define ENDED_CASE                                                      \
	{                                                               \
		"ended", {"the end, inside a message", "消息中途结束"}, \
		    make_ended                                          \
	}
#define RESET_CASE                                                        \
	{                                                                 \
		"reset",                                                  \
		    {"a reset inside a message, then another connection", \
			"消息中途重置，然后再次连接"},                    \
		    make_reset                                            \
	}

static const struct lab_grade_case classic[] = {
    WHOLE_CASE,
    TURNS_CASE,
    BYTES_CASE,
    SPLIT_CASE,
    {"glued", {"two sends that stick together", "粘在一起的两次发送"},
	make_glued_turns},
    LONG_CASE("1024"),
    HALF_CASE,
    RESET_CASE,
};

static const struct lab_grade_case length_server[] = {
    WHOLE_CASE,
    TURNS_CASE,
    BYTES_CASE,
    SPLIT_CASE,
    LONG_CASE("4200"),
    {"ready", {"recv_ready in two pieces", "recv_ready 分两段到达"},
	make_cut_ready},
    {"glued",
	{"recv_ready glued to the next message", "recv_ready 与下一条粘在一起"},
	make_glued_ready},
    HALF_CASE,
    RESET_CASE,
};

static const struct lab_grade_case length_client[] = {
    WHOLE_CASE,
    TURNS_CASE,
    BYTES_CASE,
    SPLIT_CASE,
    LONG_CASE("4200"),
    {"digits", {"the digits in two pieces", "长度的数字分两段到达"},
	make_header},
    HALF_CASE,
    ENDED_CASE,
    RESET_CASE,
};

static const struct lab_grade_case prefix[] = {
    WHOLE_CASE,
    TURNS_CASE,
    BYTES_CASE,
    SPLIT_CASE,
    {"header", {"cut inside the length", "断在长度的中间"}, make_header},
    {"glued", {"three messages in one send", "一次发送里的三条消息"},
	make_glued_frames},
    {"empty", {"an empty message", "空的消息"}, make_empty},
    LONG_CASE("70002"),
    HALF_CASE,
    ENDED_CASE,
    RESET_CASE,
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const struct lab_grade_case *v;
	size_t count;
} all[LAB_SYSTEMS][LAB_SIDES] = {
    {{classic, COUNT(classic)}, {classic, COUNT(classic)}},
    {{length_server, COUNT(length_server)},
	{length_client, COUNT(length_client)}},
    {{prefix, COUNT(prefix)}, {prefix, COUNT(prefix)}},
};

const struct lab_grade_case *
lab_grade_cases(enum lab_system system, enum lab_side side, size_t *count)
{
	*count = all[system][side].count;
	return all[system][side].v;
}

enum ct_err
lab_grade_script_init(struct lab_grade_script *s,
    const struct lab_grade_case *one, enum lab_system system,
    enum lab_side side, bool any, ct_ms gap)
{
	memset(s, 0, sizeof *s);
	s->system = system;
	s->side = side;
	s->any = any && system != LAB_PREFIX;
	s->gap = gap;
	ct_buf_init(&s->bytes, 2 * LAB_SCRIPT_MAX);
	lab_script_add(s, LAB_GRADE_MEET);
	one->make(s);
	return s->err;
}
