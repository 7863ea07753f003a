/* The table of the lesson's three systems, two sides each. */
#include "lesson_roles.h"

#include <string.h>

static void
begin_reading(struct lesson *l)
{
	(void)l;
}

const struct lesson_role lesson_roles[] = {
    {
	.system = "chat",
	.port = 6666,
	.charset = "gbk",
	.prompt = "请输入你要发送的内容: ",
	.begin = lesson_chat_client_begin,
	.feed = lesson_chat_client_feed,
	.line = lesson_chat_client_line,
    },
    {
	.system = "chat",
	.serves = true,
	.port = 6666,
	.charset = "gbk",
	.prompt = "请输入发送给客户端的信息",
	.begin = begin_reading,
	.feed = lesson_chat_server_feed,
	.line = lesson_chat_server_line,
    },
    {
	.system = "sticky",
	.port = 7777,
	.charset = "gbk",
	.begin = lesson_sticky_client_begin,
	.feed = lesson_sticky_client_feed,
	.sent = lesson_sticky_client_sent,
    },
    {
	.system = "sticky",
	.serves = true,
	.port = 7777,
	.charset = "gbk",
	.begin = begin_reading,
	.feed = lesson_sticky_server_feed,
	.read_max = lesson_sticky_server_read_max,
    },
    {
	.system = "length",
	.port = 8888,
	.charset = "utf-8",
	.prompt = "请输入数据:",
	.begin = lesson_length_client_begin,
	.feed = lesson_length_client_feed,
	.line = lesson_length_client_line,
    },
    {
	.system = "length",
	.serves = true,
	.port = 8888,
	.charset = "utf-8",
	.begin = begin_reading,
	.feed = lesson_length_server_feed,
    },
};

const struct lesson_role *
lesson_role_find(const char *system, bool serves)
{
	size_t count = sizeof lesson_roles / sizeof lesson_roles[0];

	for (size_t i = 0; i < count; i++)
		if (lesson_roles[i].serves == serves &&
		    strcmp(lesson_roles[i].system, system) == 0)
			return &lesson_roles[i];
	return NULL;
}
