/*
 * Every limit and waiting time of a server, named in one place. The server's
 * options are made from this list, and so is its --help.
 *
 * X(field, default, least, most, unit, English, Chinese); the English text goes
 * on from the unit: "bytes" "in a topic".
 */
#ifndef CT_CAPS_H
#define CT_CAPS_H

#include "ct.h"

#define CT_CAPS_LIST(X)                                                        \
	X(connections, 20000, 1, 1000000, "connections", "in all",             \
	    "连接总数上限")                                                    \
	X(per_address, 64, 1, 1000000, "connections",                          \
	    "from one address; loopback is not counted",                       \
	    "每个地址的连接数上限（本机不计）")                                \
	X(rooms, 10000, 1, 1000000, "rooms",                                   \
	    "in all, with people in them or with something kept",              \
	    "房间总数上限（有人在的，或存有内容的）")                          \
	X(people, 100000, 1, 10000000, "people",                               \
	    "remembered; of more, those seen longest ago are forgotten",       \
	    "记住的人数；再多就忘掉最久没来的")                                \
	X(rooms_per_user, 20, 1, 1000, "rooms", "a person can be in",          \
	    "每人可同时加入的房间数")                                          \
	X(name_chars, 32, 1, 64, "characters", "in a person's name",           \
	    "名字的最大字数")                                                  \
	X(room_chars, 48, 1, 64, "characters", "in a room's name",             \
	    "房间名的最大字数")                                                \
	X(topic_bytes, 1024, 1, 16384, "bytes", "in a topic",                  \
	    "主题的最大字节数")                                                \
	X(line_bytes, 16384, 64, 65536, "bytes",                               \
	    "in a line; in a turn on the classic and length doors",            \
	    "一行的最大字节数；在 classic 与 length 门是一轮")                 \
	X(text_bytes, 32768, 64, 60000, "bytes", "in one message",             \
	    "一条消息的最大字节数")                                            \
	X(frame_bytes, 65536, 1024, 65536, "bytes",                            \
	    "in a frame on the native door", "native 门的一帧最大字节数")      \
	X(queue_bytes, 1048576, 4096, 1073741824, "bytes",                     \
	    "waiting for a reader before it is cut off",                       \
	    "读者积压多少字节后断开")                                          \
	X(ring_messages, 200, 0, 100000, "messages",                           \
	    "kept per room, for who joins", "每个房间为新来者保留的消息数")    \
	X(ring_bytes, 262144, 0, 1073741824, "bytes",                          \
	    "kept per room, for who joins", "每个房间为新来者保留的字节数")    \
	X(why_bytes, 65536, 0, 1073741824, "bytes",                            \
	    "of evidence kept per room for /why",                              \
	    "每个房间为 /why 保留的证据字节数")                                \
	X(why_changes, 32, 0, 100000, "changes",                               \
	    "of charset, and replays, remembered per person for /why",         \
	    "为 /why 记住每人多少次字符集改变与重放")                          \
	X(announce_members, 200, 0, 1000000, "people",                         \
	    "in larger rooms coming and going is not announced",               \
	    "人数超过此数的房间不再播报进出")                                  \
	X(letters, 1000, 1, 100000, "letters", "that wait for one person",     \
	    "为一个人留着的信的上限")                                          \
	X(repeats, 65536, 1, 10000000, "messages",                             \
	    "known again if they come twice, with --history off",              \
	    "关闭历史时，认得出重发的最近消息数")                              \
	X(say_rate, 200, 0, 1000000, "messages/s",                             \
	    "a person may say in the long run; 0: no limit",                   \
	    "每人长期每秒可发言的条数；0 为不限")                              \
	X(say_burst, 1000, 1, 1000000, "messages", "a person may say at once", \
	    "每人一次可连发的消息数")                                          \
	X(turn_gap, 60, 5, 10000, "ms",                                        \
	    "of quiet that end a turn on the classic and length doors",        \
	    "classic 与 length 门上静默多少毫秒算一轮结束")                    \
	X(turn_half, 1000, 5, 60000, "ms",                                     \
	    "to wait for the rest of a character cut in half",                 \
	    "等待半个字的另一半的毫秒数")                                      \
	X(turn_wait, 3000, 10, 600000, "ms",                                   \
	    "until a turn is answered although nobody spoke",                  \
	    "无人说话时多少毫秒后给出应答")                                    \
	X(turn_bytes, 1024, 64, 1024, "bytes",                                 \
	    "of an answer on the classic door", "classic 门一次应答的字节数")  \
	X(hello_wait, 15000, 100, 600000, "ms",                                \
	    "for a native client to say hello",                                \
	    "等待 native 客户端打招呼的毫秒数")                                \
	X(idle_wait, 0, 0, 2147483647, "ms",                                   \
	    "of silence before a connection is closed; 0: never",              \
	    "静默多少毫秒后断开；0 为从不")                                    \
	X(close_wait, 1500, 10, 60000, "ms",                                   \
	    "to flush what a closing connection is owed",                      \
	    "断开前发完剩余内容的毫秒数")

struct ct_caps {
#define CT_CAPS_FIELD(field, def, least, most, unit, en, zh) int64_t field;
	CT_CAPS_LIST(CT_CAPS_FIELD)
#undef CT_CAPS_FIELD
};

#define CT_CAPS_DEFAULT                     \
	{                                   \
		CT_CAPS_LIST(CT_CAPS_VALUE) \
	}
#define CT_CAPS_VALUE(field, def, least, most, unit, en, zh) .field = (def),

#endif
