// Brings the tests that are written in C to GoogleTest; its main is here.
#include "shim.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#ifdef _WIN32
#include <direct.h>
#include <fcntl.h>
#include <io.h>
#include <process.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace {

// The tests, and the note of the running one. C code registers before any
// constructor of C++ has run, so both are zeroed memory.
struct shim_test *first;
char note[512];

class CTest : public testing::Test {
      public:
	explicit CTest(const struct shim_test *t) : test_(t)
	{
	}
	void
	TestBody() override
	{
		note[0] = '\0';
		test_->run();
	}

      private:
	const struct shim_test *test_;
};

void
report(testing::TestPartResult::Type type, const struct shim_at &at,
    const std::string &what)
{
	testing::Message message;
	if (note[0] != '\0' && type != testing::TestPartResult::kSkip)
		message << "with " << note;
	testing::internal::AssertHelper(type, at.file, at.line, what.c_str()) =
	    message;
}

bool
failed(const struct shim_at &at, const std::string &what)
{
	report(testing::TestPartResult::kNonFatalFailure, at, what);
	return false;
}

std::string
text(struct shim_num n)
{
	char buf[64];
	if (n.negative)
		snprintf(buf, sizeof(buf), "%lld", (long long)n.bits);
	else
		snprintf(buf, sizeof(buf), "%llu (0x%llx)", n.bits, n.bits);
	return buf;
}

std::string
text(const char *s)
{
	return s == nullptr ? "NULL" : "\"" + std::string(s) + "\"";
}

// The bytes around `at`, as hex and as ASCII.
std::string
hex(const unsigned char *data, size_t len, size_t at)
{
	size_t from = at > 16 ? (at - 16) / 16 * 16 : 0;
	size_t to = std::min(len, from + 64);
	std::string out = std::to_string(len) + " bytes";
	for (size_t i = from; i < to; i++) {
		char buf[32];
		if ((i - from) % 16 == 0) {
			snprintf(buf, sizeof(buf), "\n    %06zx ", i);
			out += buf;
		}
		snprintf(
		    buf, sizeof(buf), "%c%02x", i == at ? '>' : ' ', data[i]);
		out += buf;
	}
	return to < len ? out + " …" : out;
}

int
compare(struct shim_num a, struct shim_num b)
{
	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.bits < b.bits ? -1 : a.bits > b.bits;
}

void
add(const struct shim_test *t)
{
	testing::RegisterTest(t->suite, t->name, nullptr, nullptr, t->file,
	    t->line, [t]() -> testing::Test * { return new CTest(t); });
}

// The order of registration differs between systems; that of files does not.
bool
earlier(const struct shim_test *a, const struct shim_test *b)
{
	int order = strcmp(a->file, b->file);
	return order != 0 ? order < 0 : a->line < b->line;
}

#ifdef _WIN32
bool
make_folder(const std::string &name)
{
	return _mkdir(name.c_str()) == 0;
}
#else
int (*const _getpid)() = getpid;
int (*const _chdir)(const char *) = chdir;
int (*const _rmdir)(const char *) = rmdir;

bool
make_folder(const std::string &name)
{
	return mkdir(name.c_str(), 0700) == 0;
}
#endif

// A folder of this process alone, which is where its tests run: ctest runs many
// at once, and each may write files by the same name.
// A folder may be left of a process that was killed and had the same number:
// then it takes another name.
class Scratch {
      public:
	Scratch() : in_(false)
	{
		std::string mine = "scratch." + std::to_string(_getpid());
		for (int i = 0; i < 1000 && !in_; i++) {
			name_ = mine + "." + std::to_string(i);
			in_ = make_folder(name_) && _chdir(name_.c_str()) == 0;
		}
	}
	~Scratch()
	{
		if (in_ && _chdir("..") == 0)
			_rmdir(name_.c_str());
	}
	bool
	ready() const
	{
		return in_;
	}

      private:
	std::string name_;
	bool in_;
};

} // namespace

void
shim_register(struct shim_test *t)
{
	t->next = first;
	first = t;
}

struct shim_num
shim_signed(long long v)
{
	return {(unsigned long long)v, v < 0};
}

struct shim_num
shim_unsigned(unsigned long long v)
{
	return {v, false};
}

bool
shim_bool(struct shim_at at, bool want, bool got)
{
	return want == got || failed(at, std::string(at.text) + " is " +
					     (got ? "true" : "false"));
}

bool
shim_cmp(
    struct shim_at at, enum shim_op op, struct shim_num a, struct shim_num b)
{
	int order = compare(a, b);
	const bool held[] = {
	    order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0};

	return held[op] || failed(at, std::string(at.text) + "\n  left:  " +
					  text(a) + "\n  right: " + text(b));
}

bool
shim_str(struct shim_at at, const char *want, const char *got)
{
	if (want == nullptr || got == nullptr ? want == got
					      : strcmp(want, got) == 0)
		return true;
	return failed(at, std::string(at.text) + "\n  want: " + text(want) +
			      "\n  got:  " + text(got));
}

bool
shim_mem(struct shim_at at, const void *want, size_t want_len, const void *got,
    size_t got_len)
{
	const unsigned char *w = static_cast<const unsigned char *>(want);
	const unsigned char *g = static_cast<const unsigned char *>(got);
	size_t least = std::min(want_len, got_len);
	size_t i = 0;

	while (i < least && w[i] == g[i])
		i++;
	if (i == least && want_len == got_len)
		return true;
	return failed(at, std::string(at.text) + " differs at byte " +
			      std::to_string(i) +
			      "\n  want: " + hex(w, want_len, i) +
			      "\n  got:  " + hex(g, got_len, i));
}

void
shim_fail(struct shim_at at, const char *fmt, ...)
{
	char buf[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	failed(at, buf);
}

void
shim_skip(struct shim_at at, const char *why)
{
	report(testing::TestPartResult::kSkip, at, why);
}

void
shim_info(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(note, sizeof(note), fmt, args);
	va_end(args);
}

bool
shim_failed(void)
{
	return testing::Test::HasFailure();
}

int
main(int argc, char **argv)
{
	std::vector<const struct shim_test *> tests;

#ifdef _WIN32
	_setmode(_fileno(stdout), _O_BINARY);
#endif
	for (const struct shim_test *t = first; t != nullptr; t = t->next)
		tests.push_back(t);
	if (tests.empty()) {
		fprintf(stderr, "%s: no tests are linked in\n", argv[0]);
		return 2;
	}
	std::sort(tests.begin(), tests.end(), earlier);
	std::for_each(tests.begin(), tests.end(), add);
	testing::InitGoogleTest(&argc, argv);
	if (testing::GTEST_FLAG(list_tests))
		return RUN_ALL_TESTS();
	Scratch scratch;
	if (!scratch.ready()) {
		fprintf(stderr, "%s: no folder for the tests\n", argv[0]);
		return 2;
	}
	return RUN_ALL_TESTS();
}
