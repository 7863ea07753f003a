/* Telnet commands: a pure function over the bytes from IAC on. */
#include "telnet.h"

enum {
	TELNET_SE = 240, /* also the least of all commands */
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
};

static unsigned char
byte(struct ct_slice in, size_t i)
{
	return (unsigned char)in.data[i];
}

/* IAC SB … IAC SE */
static enum ct_err
subnegotiation(struct ct_slice in, size_t *taken)
{
	for (size_t i = 2; i + 1 < in.len; i++) {
		if (byte(in, i) != CT_TELNET_IAC)
			continue;
		if (byte(in, i + 1) == TELNET_SE) {
			*taken = i + 2;
			return CT_OK;
		}
		i++;
	}
	return CT_MORE;
}

/* IAC WILL x → IAC DONT x; IAC DO x → IAC WONT x; the others need nothing. */
static enum ct_err
option(struct ct_slice in, size_t *taken, struct ct_buf *reply)
{
	unsigned char verb = byte(in, 1);
	unsigned char no[3] = {CT_TELNET_IAC, 0, 0};

	if (in.len < 3)
		return CT_MORE;
	*taken = 3;
	no[2] = byte(in, 2);
	if (verb == TELNET_WILL)
		no[1] = TELNET_DONT;
	else if (verb == TELNET_DO)
		no[1] = TELNET_WONT;
	else
		return CT_OK;
	return ct_buf_add(reply, no, sizeof(no));
}

enum ct_err
ct_telnet_command(struct ct_slice in, size_t *taken, struct ct_buf *reply)
{
	if (in.len < 2)
		return CT_MORE;
	if (byte(in, 1) < TELNET_SE || byte(in, 1) == CT_TELNET_IAC)
		return CT_EINVAL;
	if (byte(in, 1) == TELNET_SB)
		return subnegotiation(in, taken);
	if (byte(in, 1) >= TELNET_WILL)
		return option(in, taken, reply);
	*taken = 2;
	return CT_OK;
}
