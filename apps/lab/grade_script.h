/* The sentences of which the cases' scripts are made. */
#ifndef LAB_GRADE_SCRIPT_H
#define LAB_GRADE_SCRIPT_H

#include "grade.h"

/* How a message comes: cut inside a character, or inside its length. */
enum lab_manner { LAB_WHOLE, LAB_BYTES, LAB_SPLIT, LAB_HEADER };

enum { LAB_SCRIPT_MAX = 131072 }; /* bytes of all of a script */

/* An error sticks in `s->err`; after it nothing is added. */
struct lab_grade_step *lab_script_add(
    struct lab_grade_script *s, enum lab_grade_op op);
void lab_script_put(struct lab_grade_script *s, struct ct_slice bytes);

/* Adds a message's bytes, and says where they are: `text_from`, `text_len`. Of
 * a frame, with its length in front, also `from` and `len`. */
struct lab_grade_step lab_script_text(
    struct lab_grade_script *s, struct ct_slice utf8);
struct lab_grade_step lab_script_frame(
    struct lab_grade_script *s, struct ct_slice utf8);

/* Sends bytes, of the script or new ones; then nothing may come for `ms`. */
void lab_script_say(
    struct lab_grade_script *s, size_t from, size_t len, ct_ms ms);
void lab_script_say_bytes(
    struct lab_grade_script *s, struct ct_slice bytes, ct_ms ms);
void lab_script_say_number(struct lab_grade_script *s, size_t n, bool cut);

/* Such a message must come, then nothing for `ms`. */
void lab_script_hear(struct lab_grade_script *s, enum lab_grade_op op,
    const struct lab_grade_step *at, ct_ms ms);
void lab_script_hear_number(
    struct lab_grade_script *s, const struct lab_grade_step *at);
void lab_script_hear_ready(struct lab_grade_script *s);
void lab_script_hear_frame(
    struct lab_grade_script *s, const struct lab_grade_step *at, ct_ms ms);

/* A message is said, and the same must come back. */
void lab_script_exchange(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how);

#endif
