/* The table of scenes: their texts and their defaults. */
#include "scene.h"

/* The lesson's two sends and its two reads; every cure gets the same. */
#define LESSON_CUTS .texts = "hello,kniom", .reads = "2,10", .charset = LAB_GBK

const struct lab_scene lab_scenes[] = {
    {.name = "sticky",
	.about = {"two messages, read by 2 and by 10 bytes",
	    "两条消息，按 2 字节和 10 字节读取"},
	.question =
	    {"hello and kniom are sent, one send each. The receiver reads 2\n"
	     "bytes, then up to 10. What will its two reads hold?\n",
		"先后发送 hello 和 kniom，各一次 send。接收方先读 2 字节，\n"
		"再读最多 10 字节。两次各读到什么？\n"},
	.answer =
	    {"TCP carries a stream of bytes. It keeps their order, not the\n"
	     "borders of the sends: a read takes what is there, up to its\n"
	     "size. So one message was cut and two were glued (粘包), and\n"
	     "nothing in the bytes says where.\n",
		"TCP 传的是字节流：保证顺序，不保留每次 send 的边界。读取时\n"
		"有多少拿多少，至多到所给的大小。于是一条消息被切断，两条粘\n"
		"在一起，而字节本身看不出界线：这就是粘包。\n"},
	.setups = {{.title = {"", ""}, LESSON_CUTS}},
	.count = 1},
    {.name = "split",
	.about = {"one message over many reads", "一条消息分几次读完"},
	.question = {"One message of 3,000 bytes is sent by one send, and\n"
		     "read by 1,024 bytes at a time. How many reads?\n",
	    "一次 send 发出 3000 字节的一条消息，每次最多读 1024 字节。\n"
	    "要读几次？\n"},
	.answer = {"A read never gives more than it was asked for, and may\n"
		   "give less. One send, several reads: a program that takes\n"
		   "each read for a message sees pieces.\n",
	    "一次读取不会多于所要的字节数，但可能更少。一次发送对应几次\n"
	    "读取：把每次读取当成一条消息的程序只会看到碎片。\n"},
	.setups = {{.title = {"", ""}, .sizes = "3000", .reads = "1024"}},
	.count = 1},
    {.name = "nagle",
	.about = {"small writes with and without TCP_NODELAY",
	    "小数据发送与 TCP_NODELAY"},
	.question =
	    {"Eight small messages go out 2 ms apart, and are read as soon\n"
	     "as they come. Then each message is written in two pieces and\n"
	     "answered (write, write, read). When does Nagle's algorithm\n"
	     "hold bytes back, and for how long?\n",
		"八条小消息每隔 2 毫秒发出一条，到了就读。然后每条消息分两次\n"
		"写出并等待应答（写、写、读）。Nagle 算法什么时候会把数据压\n"
		"住不发？压多久？\n"},
	.answer =
	    {"Nagle's algorithm (RFC 896) holds a small segment back while\n"
	     "an earlier one is not acknowledged. Where acknowledgements\n"
	     "come at once, as on Linux while a receiver only listens, it\n"
	     "holds nothing, and the first two pictures look alike. But a\n"
	     "receiver that also talks delays them, hoping to send them\n"
	     "along with its answer (RFC 1122: up to 500 ms, mostly about\n"
	     "40). Its answer waits for the second piece, the second piece\n"
	     "for the acknowledgement: that is the pause in the third\n"
	     "picture, with one message cut in two reads. TCP_NODELAY\n"
	     "turns Nagle off and the pause is gone. It is no cure for\n"
	     "glued messages: nothing promises that they come one by one.\n",
		"Nagle 算法（RFC 896）：前面的小段还没被确认，后面的小数据就\n"
		"先压着。确认立刻就到时（例如 Linux 上接收方只收不发），什么\n"
		"也压不住，前两幅图看起来一样。但接收方若还要答话，就会推迟\n"
		"确认，想与答话一起发（RFC 1122：至多 500 毫秒，多为 40 毫秒\n"
		"左右）。答话等后一半，后一半等确认：这就是第三幅图里的停\n"
		"顿，一条消息也被切成两次读取。TCP_NODELAY 关掉 Nagle，停顿\n"
		"就没了。但这治不了粘包：没有谁保证消息一条条地到。\n"},
	.setups = {{.title = {"with Nagle's algorithm", "Nagle 算法开启"},
		       .texts = "one,two,three,four,five,six,seven,eight",
		       .reads = "1024",
		       .gap = 2},
	    {.title = {"with TCP_NODELAY", "TCP_NODELAY"},
		.texts = "one,two,three,four,five,six,seven,eight",
		.reads = "1024",
		.gap = 2,
		.nodelay = true},
	    {.title = {"write, write, read with Nagle's algorithm",
		 "写、写、读，Nagle 算法开启"},
		.sizes = "8x6",
		.reads = "1024",
		.chunk = 4,
		.reply = true},
	    {.title = {"write, write, read with TCP_NODELAY",
		 "写、写、读，TCP_NODELAY"},
		.sizes = "8x6",
		.reads = "1024",
		.chunk = 4,
		.reply = true,
		.nodelay = true}},
	.count = 4,
	.times = true},
    {.name = "udp",
	.about = {"the same sends as datagrams, and truncation",
	    "同样的发送改用 UDP，以及截断"},
	.question =
	    {"The same two sends, but over UDP. The first receiver reads up\n"
	     "to 10 bytes each time, the second only 2. What do they get?\n",
		"同样两次发送，改用 UDP。第一个接收方每次最多读 10 字节，第\n"
		"二个只读 2 字节。它们各得到什么？\n"},
	.answer =
	    {"UDP keeps each message whole: one send, one read, never glued.\n"
	     "But a read that is too small takes the front of a datagram,\n"
	     "and the rest is thrown away, not kept for the next read. Nor\n"
	     "does UDP promise that a datagram arrives at all.\n",
		"UDP 保持每条消息完整：一次发送对应一次读取，不会粘包。但读\n"
		"得太小就只得到开头，其余部分被丢弃，不会留给下一次。UDP 也\n"
		"不保证一定送达。\n"},
	.setups = {{.title = {"reads of 10 bytes", "每次读 10 字节"},
		       .texts = "hello,kniom",
		       .reads = "10",
		       .udp = true},
	    {.title = {"reads of 2 bytes", "每次读 2 字节"},
		.texts = "hello,kniom",
		.reads = "2",
		.udp = true}},
	.count = 2},
    {.name = "upload",
	.about = {"two files in pieces of 1,000 bytes",
	    "两个文件，每次发送 1000 字节"},
	.question =
	    {"Two files of 2,500 and 1,500 bytes are sent, up to 1,000 bytes\n"
	     "by each send, and read by 2,048. Can the receiver tell where\n"
	     "the second file begins?\n",
		"发送两个文件，2500 和 1500 字节，每次 send 最多 1000 字节，\n"
		"接收方每次读 2048 字节。它能看出第二个文件从哪里开始吗？\n"},
	.answer =
	    {"No. The stream has no visible begin or end of a file: neither\n"
	     "the sends nor the reads fall on the border. The receiver has\n"
	     "to learn the length beforehand. Try --cure prefix.\n",
		"不能。流里看不到文件的开头和结尾：发送和读取都不落在界线\n"
		"上。接收方必须事先知道长度。试试 --cure prefix。\n"},
	.setups = {{.title = {"", ""},
	    .sizes = "2500,1500",
	    .chunk = 1000,
	    .reads = "2048"}},
	.count = 1},
    {.name = "gbk",
	.about = {"a Chinese character cut in half by a read",
	    "一个汉字被一次读取切成两半"},
	.question =
	    {"你好 and 世界 are sent in GBK, two bytes a character, and read\n"
	     "by 3. What does a program print that decodes each read?\n",
		"用 GBK 发送“你好”和“世界”，每字两字节，每次读 3 字节。对每\n"
		"次读到的内容单独解码，会显示什么？\n"},
	.answer =
	    {"A read may end inside a character. Decoded alone, half of one\n"
	     "is garbage, and may turn the bytes behind it into other\n"
	     "characters. A decoder for a stream keeps the half and joins\n"
	     "it with the next read: the text is right, wherever the cuts.\n"
	     "That is not yet a cure for glued messages.\n",
		"读取可能断在一个字的中间。单独解码，半个字就是乱码，还会把\n"
		"后面的字节带成别的字。按流解码时留着这半个字，与下一次读取\n"
		"接上：断在哪里文字都对。但这还没有治好粘包。\n"},
	.setups = {{.title = {"", ""},
	    .texts = "你好,世界",
	    .reads = "3",
	    .charset = LAB_GBK}},
	.count = 1,
	.decoded = true},
    {.name = "delimiter",
	.about = {"a cure: a line feed behind each message",
	    "解法：每条消息后加换行"},
	.question =
	    {"The sends and reads of sticky, but each message ends in a line\n"
	     "feed. The reads are cut and glued as before. And the messages?\n",
		"与 sticky 相同的发送和读取，但每条消息以换行结尾。读取照样\n"
		"又粘又断。消息呢？\n"},
	.answer =
	    {"The receiver joins its reads and splits at the line feeds: all\n"
	     "messages are whole. The price: no message may hold the mark\n"
	     "itself, or it has to be escaped.\n",
		"接收方把读到的接起来，再按换行切开：每条消息都完整。代价：\n"
		"消息里不能有这个记号，否则必须转义。\n"},
	.setups = {{.title = {"", ""}, LESSON_CUTS, .cure = LAB_DELIMITER}},
	.count = 1},
    {.name = "announce",
	.about = {"a cure: the length first, then recv_ready",
	    "解法：先发长度，等 recv_ready"},
	.question =
	    {"The lesson's cure: the receiver asks (next), is told a length,\n"
	     "says recv_ready, and then reads that many bytes. Why does the\n"
	     "sender wait for recv_ready?\n",
		"课程的解法：接收方请求（next），得到长度，回答 recv_ready，\n"
		"再读这么多字节。发送方为什么要等 recv_ready？\n"},
	.answer =
	    {"The length is decimal digits without an end of their own. If\n"
	     "the body followed at once, digits and body could be glued in\n"
	     "one read. Waiting keeps them apart, at the price of a round\n"
	     "trip for each message. That the digits come in one read is\n"
	     "hoped for, not promised.\n",
		"长度是一串数字，自己没有结尾。正文若紧跟着发出，数字和正文\n"
		"就可能粘在一次读取里。等一下就分开了，代价是每条消息多一次\n"
		"往返。而数字在一次读取里到齐，只是希望，并无保证。\n"},
	.setups = {{.title = {"", ""}, LESSON_CUTS, .cure = LAB_ANNOUNCE}},
	.count = 1},
    {.name = "prefix",
	.about = {"a cure: frames with a length in front",
	    "解法：每帧前面带固定长度的长度字段"},
	.question =
	    {"The sends and reads of sticky, but in front of each message\n"
	     "stand 4 bytes of length and 1 of type. Reads of 2 cut even\n"
	     "the length. Does it matter?\n",
		"与 sticky 相同的发送和读取，但每条消息前有 4 字节长度和 1\n"
		"字节类型。读 2 字节会把长度也切断。要紧吗？\n"},
	.answer =
	    {"No. The receiver knows the size of the length field, so it\n"
	     "waits for the rest, and then for as many bytes as it says.\n"
	     "Any bytes may be in a message, and nobody waits for a round\n"
	     "trip. Crosstalk's own protocol does this.\n",
		"不要紧。长度字段的大小是固定的，接收方等它到齐，再等它所说\n"
		"的字节数。消息里可以有任何字节，也不用等往返。Crosstalk 自\n"
		"己的协议就是这样。\n"},
	.setups = {{.title = {"", ""}, LESSON_CUTS, .cure = LAB_PREFIX}},
	.count = 1},
};

const size_t lab_scene_count = sizeof lab_scenes / sizeof lab_scenes[0];
