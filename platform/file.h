/* Files as wholes: their names. Paths are UTF-8 on both systems. */
#ifndef PF_FILE_H
#define PF_FILE_H

#include "err.h"

/*
 * Gives the file `from` the name `to`, in the same folder, at once: whoever
 * looks finds what had that name before or the new file, also after a power
 * cut. PF_ENOENT, PF_EACCES, PF_EIO, PF_EOTHER.
 */
enum pf_err pf_file_rename(const char *from, const char *to);

/* Removes a file's name. PF_ENOENT, PF_EACCES, PF_EIO, PF_EOTHER. */
enum pf_err pf_file_remove(const char *path);

#endif
