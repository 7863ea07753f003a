/* Keys out of bytes and out of console events. */
#include "tests/shim/shim.h"

#include "platform/keys.h"

#include <stdio.h>
#include <string.h>

/* Keys as text: characters as they are, the rest as <name>. */
static void
write_keys(char *out, size_t size, const struct key_event *keys, size_t n)
{
	static const char *const names[] = {"", "enter", "bs", "del", "left",
	    "right", "up", "down", "home", "end", "pgup", "pgdn", "tab", "esc",
	    "ctrl", "resize", "cursor"};
	size_t used = strlen(out);

	for (size_t i = 0; i < n; i++) {
		if (keys[i].key == PF_KEY_CHAR && keys[i].code < 0x80)
			used += (size_t)snprintf(
			    out + used, size - used, "%c", (char)keys[i].code);
		else if (keys[i].key == PF_KEY_CHAR)
			used += (size_t)snprintf(out + used, size - used,
			    "<%X>", (unsigned)keys[i].code);
		else if (keys[i].key == PF_KEY_CTRL)
			used += (size_t)snprintf(out + used, size - used,
			    "<^%c>", (char)keys[i].code);
		else if (keys[i].key == PF_KEY_CURSOR)
			used += (size_t)snprintf(out + used, size - used,
			    "<@%u>", (unsigned)keys[i].code);
		else
			used += (size_t)snprintf(out + used, size - used,
			    "<%s>", names[keys[i].key]);
	}
}

static void
feed(struct keys *k, const char *bytes, size_t len, char *out, size_t size)
{
	struct key_event ev[KEYS_MOST];

	for (size_t i = 0; i < len; i++) {
		size_t n = keys_feed(k, (unsigned char)bytes[i], ev);

		ASSERT_LE(n, KEYS_MOST);
		write_keys(out, size, ev, n);
	}
}

static const struct {
	const char *bytes, *keys;
} sequences[] = {
    {"abc", "abc"},
    {"你好", "<4F60><597D>"},
    {"é€😀", "<E9><20AC><1F600>"},
    {"\r\n\t\b\x7f", "<enter><enter><tab><bs><bs>"},
    {"\x01\x03\x04\x1a", "<^a><^c><^d><^z>"},
    {"\x1c\x1f", ""},
    {"\x1b[A\x1b[B\x1b[C\x1b[D", "<up><down><right><left>"},
    {"\x1bOA\x1bOB\x1bOC\x1bOD", "<up><down><right><left>"},
    {"\x1b[H\x1b[F\x1bOH\x1bOF", "<home><end><home><end>"},
    {"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "<home><end><home><end>"},
    {"\x1b[3~\x1b[5~\x1b[6~", "<del><pgup><pgdn>"},
    {"\x1b[1;5A\x1b[1;2D\x1b[3;5~", "<up><left><del>"},
    {"\x1b[Z\x1bOM\x1bOI", "<tab><enter><tab>"},
    {"\x1b[15~\x1b[2~\x1bOP\x1b[[Ax", "x"},
    {"\x1b[?1;2c\x1b[999999999999999999999999~y", "y"},
    {"\x1bx\x1b\r", "x<enter>"},
    {"\x1b\x1b[A", "<esc><up>"},
    {"\x1b[1\x1b[A", "<up>"},
    {"\x1b[1你", "<4F60>"},
    {"a\xff\xc4z\xe4\xbd", "a<FFFD><FFFD>z"},
    {"\xe4\xbd\x1b[A", "<FFFD><up>"},
    {"\xed\xa0\x80", "<FFFD><FFFD><FFFD>"},
    {"\xc2\x85", ""},
    {"\x1b[24;80R\x1b[1;1Rx\x1b[999;1000R", "<@79><@0>x<@999>"},
    {"\x1b[R\x1b[5R\x1b[0;1R\x1b[1;0R\x1b[1;R\x1b[;1R\x1bORx", "x"},
    {"\x1b[1;2;3R\x1b[?1;2R\x1b[1;99999999999999999999R-", "-"},
    {"\x1b[0000000000001;1R\x1b[000000000001;15R+", "+"},
    {"\x1b[200~a\r\nb\x03\x1b[A\x1b[1;1R\x7f\t\x1b[201~\x1b[A",
	"a<enter>b<tab><up>"},
    {"\x1b[200~你\n\n\x1b[201~x", "<4F60><enter><enter>x"},
};

enum { SEQUENCES = sizeof sequences / sizeof *sequences };

TEST(pf_keys, sequences_fed_whole)
{
	for (size_t i = 0; i < SEQUENCES; i++) {
		struct keys k = {0};
		char out[256] = "";

		feed(&k, sequences[i].bytes, strlen(sequences[i].bytes), out,
		    sizeof out);
		EXPECT_STREQ(sequences[i].keys, out);
	}
}

/* A pause anywhere but after a lone ESC changes nothing. */
TEST(pf_keys, sequences_at_every_split_with_a_pause)
{
	for (size_t i = 0; i < SEQUENCES; i++) {
		size_t len = strlen(sequences[i].bytes);

		for (size_t cut = 0; cut <= len; cut++) {
			struct keys k = {0};
			struct key_event ev[KEYS_MOST];
			char out[256] = "";

			feed(&k, sequences[i].bytes, cut, out, sizeof out);
			if (!keys_is_waiting(&k))
				EXPECT_EQ(0, keys_timeout(&k, ev));
			feed(&k, sequences[i].bytes + cut, len - cut, out,
			    sizeof out);
			EXPECT_STREQ(sequences[i].keys, out);
		}
	}
}

TEST(pf_keys, a_lone_esc_is_a_key_when_its_time_is_up)
{
	struct keys k = {0};
	struct key_event ev[KEYS_MOST];
	char out[64] = "";

	feed(&k, "a\x1b", 2, out, sizeof out);
	EXPECT_STREQ("a", out);
	EXPECT_TRUE(keys_is_waiting(&k));
	write_keys(out, sizeof out, ev, keys_timeout(&k, ev));
	EXPECT_STREQ("a<esc>", out);
	EXPECT_FALSE(keys_is_waiting(&k));
	feed(&k, "[A", 2, out, sizeof out);
	EXPECT_STREQ("a<esc>[A", out);
}

TEST(pf_keys, an_endless_sequence_takes_no_more_room)
{
	struct keys k = {0};
	char out[64] = "";

	feed(&k, "\x1b[", 2, out, sizeof out);
	for (int i = 0; i < 100000; i++)
		feed(&k, "7", 1, out, sizeof out);
	feed(&k, "~x", 2, out, sizeof out);
	EXPECT_STREQ("x", out);
	EXPECT_LE(k.len, KEYS_PENDING_MAX);
}

struct press {
	bool down;
	uint16_t key, unit;
};

static void
press(struct keys_console *v, const struct press *p, size_t n, char *out,
    size_t size)
{
	struct key_event ev[KEYS_MOST];

	for (size_t i = 0; i < n; i++)
		write_keys(out, size, ev,
		    keys_console_feed(v, p[i].down, p[i].key, p[i].unit, ev));
}

#define PRESS(list, out) \
	press(&v, list, sizeof(list) / sizeof *(list), out, sizeof out)

TEST(pf_keys, a_console_gives_characters_when_a_key_goes_down)
{
	static const struct press typed[] = {{true, 'A', 'a'},
	    {false, 'A', 'a'}, {true, 0x10, 0}, {true, 'B', 'B'},
	    {false, 'B', 'B'}, {false, 0x10, 0}, {true, 0x0D, '\r'},
	    {true, 8, '\b'}, {true, 9, '\t'}, {true, 0x1B, 0x1B},
	    {true, 'C', 3}, {true, 8, 0x7F}};
	static const struct press named[] = {{true, 0x25, 0}, {true, 0x26, 0},
	    {true, 0x27, 0}, {true, 0x28, 0}, {true, 0x24, 0}, {true, 0x23, 0},
	    {true, 0x21, 0}, {true, 0x22, 0}, {true, 0x2E, 0}, {true, 0x1B, 0},
	    {true, 0x70, 0}, {false, 0x25, 0}};
	struct keys_console v = {0};
	char out[256] = "";

	PRESS(typed, out);
	EXPECT_STREQ("aB<enter><bs><tab><esc><^c><bs>", out);
	out[0] = '\0';
	PRESS(named, out);
	EXPECT_STREQ("<left><up><right><down><home><end><pgup><pgdn><del>"
		     "<esc>",
	    out);
}

TEST(pf_keys, a_console_s_surrogates_are_joined)
{
	static const struct press whole[] = {{true, 0, 0xD83D},
	    {false, 0, 0xD83D}, {true, 0, 0xDE00}, {false, 0, 0xDE00},
	    {true, 0, 'x'}};
	static const struct press torn[] = {{true, 0, 0xD83D}, {true, 0, 'y'},
	    {true, 0, 0xDE00}, {true, 0, 0xD83D}, {true, 0, 0xD83D},
	    {true, 0, 0xDE00}};
	struct keys_console v = {0};
	char out[256] = "";

	PRESS(whole, out);
	EXPECT_STREQ("<1F600>x", out);
	out[0] = '\0';
	PRESS(torn, out);
	EXPECT_STREQ("<FFFD>y<FFFD><FFFD><1F600>", out);
}

TEST(pf_keys, an_input_method_commits_many_characters_at_once)
{
	static const struct press commit[] = {{true, 0, 0x4F60},
	    {true, 0, 0x597D}, {true, 0, 0x4E16}, {true, 0, 0x754C}};
	struct keys_console v = {0};
	char out[256] = "";

	PRESS(commit, out);
	EXPECT_STREQ("<4F60><597D><4E16><754C>", out);
}

TEST(pf_keys, alt_and_digits_give_a_character_when_alt_goes_up)
{
	static const struct press alt[] = {{true, 0x12, 0}, {true, 0x60, 0},
	    {false, 0x60, 0}, {false, 0x12, 0x20AC}, {true, 0x12, 0},
	    {false, 0x12, 0}};
	struct keys_console v = {0};
	char out[256] = "";

	PRESS(alt, out);
	EXPECT_STREQ("<20AC>", out);
}
