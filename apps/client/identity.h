/* The 16 bytes by which a server knows a client again. */
#ifndef CLIENT_IDENTITY_H
#define CLIENT_IDENTITY_H

#include "link.h"

/* A fresh one, for programs that come and go. PF_OK or why not. */
enum pf_err identity_random(unsigned char id[LINK_ID_BYTES]);

/*
 * The one that is kept in the person's state folder, made at the first call.
 * When nothing can be kept there, a fresh one. PF_OK or why not.
 */
enum pf_err identity_kept(unsigned char id[LINK_ID_BYTES]);

#endif
