/* The six sides' functions, for the table in lesson_roles.c; what each of them
 * does is said in lesson_side.h at struct lesson_role. */
#ifndef LESSON_ROLES_H
#define LESSON_ROLES_H

#include "lesson_side.h"

void lesson_chat_client_begin(struct lesson *l);
void lesson_chat_client_feed(struct lesson *l);
void lesson_chat_client_line(struct lesson *l, struct ct_slice utf8);
void lesson_chat_server_feed(struct lesson *l);
void lesson_chat_server_line(struct lesson *l, struct ct_slice utf8);

void lesson_sticky_client_begin(struct lesson *l);
void lesson_sticky_client_feed(struct lesson *l);
void lesson_sticky_client_sent(struct lesson *l);
void lesson_sticky_server_feed(struct lesson *l);
size_t lesson_sticky_server_read_max(const struct lesson *l);

void lesson_length_client_begin(struct lesson *l);
void lesson_length_client_feed(struct lesson *l);
void lesson_length_client_line(struct lesson *l, struct ct_slice utf8);
void lesson_length_server_feed(struct lesson *l);

/*
 * Reads an announced length at the front of `in`, when nothing more comes for
 * now. CT_OK: `*want` bytes of text follow after `*skip` bytes; CT_EINVAL: it
 * is no number; CT_EFULL: more than LESSON_BODY_MAX.
 *
 * Digits alone are the number (white space around them is, too: int() takes
 * it). Digits with the text glued to them are the number that fits what came,
 * if one does: "298月1日，安理会轮值主" is 29 and a text that begins with an
 * 8. Otherwise they are the longest number, and the text is still coming.
 */
enum ct_err lesson_length_read(struct ct_slice in, size_t *want, size_t *skip);

#endif
