/* Messages as frames of the native dialect. */
#ifndef CT_NATIVE_ENCODE_H
#define CT_NATIVE_ENCODE_H

#include "session_state.h"

/* As struct ct_dialect's encode. */
enum ct_err ct_native_encode(const struct ct_session *s, const struct ct_msg *m,
    struct ct_form form, struct ct_buf *out);

#endif
