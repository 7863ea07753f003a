/* Frames to and from a peer on the native door. */
#ifndef FRAMES_H
#define FRAMES_H

#include "core/frame.h"
#include "talk.h"

void peer_frame(struct peer *p, const struct ct_frame *f);

/* A hello of identity "0123456789abcdef". */
struct ct_frame hello_frame(const char *nick, const char *charset);
struct peer *talk_enter(struct talk *t, const char *nick);
void peer_say_frame(struct peer *p, uint64_t number, const char *text);

/* The next frame of that type among what the peer was sent; eats up to it. Its
 * strings are valid until the next call. */
bool peer_next(struct peer *p, uint8_t type, struct ct_frame *f);

#endif
