/* Inside of the options: what flags, files and help share. */
#ifndef APP_OPTIONS_VALUE_H
#define APP_OPTIONS_VALUE_H

#include "options.h"

/* The option of that name (with '-'), or NULL. */
const struct opt *opt_find(
    const struct opt_set *set, const char *name, size_t len);

/* Its name as a person writes it. */
void opt_name(const struct opt *o, char *out, size_t size);

/* Checks `value` and puts it into the target. */
enum opt_err opt_set_value(
    struct opt_set *set, const struct opt *o, const char *value);

/* Puts a text into the target, copied if it comes from a file. */
enum opt_err opt_keep(
    struct opt_set *set, const struct opt *o, const char *value);

/* Is it UTF-8 without control characters? */
bool opt_is_text(const char *value);

/* `len` bytes of `text`, or as many characters as fit, and a NUL. */
void opt_copy(char *out, size_t size, const char *text, size_t len);

/* Set the fault and return `err`; the file and line stay. */
enum opt_err opt_fail(
    struct opt_set *set, enum opt_err err, const char *option, size_t len);
enum opt_err opt_fail_detail(struct opt_set *set, enum opt_err err,
    const char *option, const char *en, const char *zh);

#endif
