/* The core's charset port, filled from the platform's converters. */
#ifndef APP_CHARSET_PORT_H
#define APP_CHARSET_PORT_H

#include "core/charset.h"

/* What the port's labels are kept in. */
struct charset_port {
	struct ct_charset_port port;
	char labels[512];
};

/* Fills it; nothing to free. The struct must not move while it is in use. */
void charset_port_init(struct charset_port *p);

#endif
