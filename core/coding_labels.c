/* The table of labels. */
#include "coding_labels.h"

#include <string.h>

#define UTF8(name)                                 \
	{                                          \
		name, "utf-8", CT_CHARSET_UTF8, "" \
	}
#define GBK(name)                               \
	{                                       \
		name, "gbk", CT_CHARSET_GBK, "" \
	}
#define CP936(name)                                 \
	{                                           \
		name, "cp936", CT_CHARSET_CP936, "" \
	}
#define GB18030(name)                                   \
	{                                               \
		name, "gb18030", CT_CHARSET_GB18030, "" \
	}
#define BIG5(name)                                         \
	{                                                  \
		name, "big5", CT_CHARSET_OTHER, "\x81\xFE" \
	}
#define CP932(name)                                                 \
	{                                                           \
		name, "cp932", CT_CHARSET_OTHER, "\x81\x9F\xE0\xFC" \
	}
#define CP949(name)                                         \
	{                                                   \
		name, "cp949", CT_CHARSET_OTHER, "\x81\xFE" \
	}
#define ONE(name, of)                          \
	{                                      \
		name, of, CT_CHARSET_OTHER, "" \
	}

static const struct ct_label labels[] = {
    UTF8("utf-8"),
    UTF8("utf8"),
    UTF8("65001"),
    GBK("gbk"),
    GBK("gb2312"),
    GBK("gb_2312-80"),
    GBK("csgb2312"),
    GBK("x-gbk"),
    GBK("chinese"),
    GBK("iso-ir-58"),
    GBK("euc-cn"),
    CP936("cp936"),
    CP936("ms936"),
    CP936("windows-936"),
    CP936("936"),
    GB18030("gb18030"),
    BIG5("big5"),
    BIG5("cp950"),
    BIG5("windows-950"),
    BIG5("950"),
    CP932("cp932"),
    CP932("shift_jis"),
    CP932("sjis"),
    CP932("windows-31j"),
    CP932("932"),
    CP949("cp949"),
    CP949("euc-kr"),
    CP949("windows-949"),
    CP949("949"),
    ONE("windows-1250", "windows-1250"),
    ONE("cp1250", "windows-1250"),
    ONE("windows-1251", "windows-1251"),
    ONE("cp1251", "windows-1251"),
    ONE("windows-1252", "windows-1252"),
    ONE("cp1252", "windows-1252"),
    ONE("windows-1253", "windows-1253"),
    ONE("cp1253", "windows-1253"),
    ONE("windows-1254", "windows-1254"),
    ONE("cp1254", "windows-1254"),
    ONE("windows-1255", "windows-1255"),
    ONE("cp1255", "windows-1255"),
    ONE("windows-1256", "windows-1256"),
    ONE("cp1256", "windows-1256"),
    ONE("windows-1257", "windows-1257"),
    ONE("cp1257", "windows-1257"),
    ONE("windows-1258", "windows-1258"),
    ONE("cp1258", "windows-1258"),
    ONE("koi8-r", "koi8-r"),
    ONE("iso-8859-1", "iso-8859-1"),
    ONE("latin1", "iso-8859-1"),
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(struct ct_slice label, const char *name)
{
	if (label.len != strlen(name))
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (lower(label.data[i]) != name[i])
			return false;
	return true;
}

const struct ct_label *
ct_label_at(size_t i)
{
	return i < sizeof(labels) / sizeof(labels[0]) ? &labels[i] : NULL;
}

const struct ct_label *
ct_label_find(struct ct_slice label)
{
	const struct ct_label *l;

	for (size_t i = 0; (l = ct_label_at(i)) != NULL; i++)
		if (same(label, l->name))
			return l;
	return NULL;
}

bool
ct_label_listed(const char *list, const char *word)
{
	struct ct_slice want = ct_slice_str(word);

	while (*list != '\0') {
		size_t len = strcspn(list, " ");

		if (ct_slice_eq(want, (struct ct_slice){list, len}))
			return true;
		list += len;
		list += strspn(list, " ");
	}
	return false;
}
