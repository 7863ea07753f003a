/* Names of files. */
#include "sys.h"

#include "../file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A name is in its folder; it is safe when that is. */
static void
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	char *folder = malloc(n + 2);
	int fd;

	if (!folder)
		return;
	memcpy(folder, path, n);
	memcpy(folder + n, slash ? "/" : ".", 2);
	fd = open(folder, O_RDONLY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

enum pf_err
pf_file_rename(const char *from, const char *to)
{
	if (rename(from, to) != 0)
		return pf_err_from_os(errno);
	sync_folder(to);
	return PF_OK;
}

enum pf_err
pf_file_remove(const char *path)
{
	return unlink(path) == 0 ? PF_OK : pf_err_from_os(errno);
}
