/* Reads or makes the client's identity. */
#include "identity.h"

#include <stdio.h>
#include <string.h>

#include "platform/process.h"

enum { path_max = 1024 };

static bool
read_id(const char *path, unsigned char id[LINK_ID_BYTES])
{
	FILE *file = NULL;
	size_t n;

	if (pf_fopen(path, "rb", &file) != PF_OK)
		return false;
	n = fread(id, 1, LINK_ID_BYTES, file);
	fclose(file);
	return n == LINK_ID_BYTES;
}

static void
write_id(const char *path, const unsigned char id[LINK_ID_BYTES])
{
	FILE *file = NULL;

	if (pf_fopen(path, "wb", &file) != PF_OK)
		return;
	fwrite(id, 1, LINK_ID_BYTES, file);
	fclose(file);
}

enum pf_err
identity_random(unsigned char id[LINK_ID_BYTES])
{
	enum pf_err err = pf_random(id, LINK_ID_BYTES);

	id[LINK_ID_BYTES - 1] = 0;
	return err;
}

/* A person's does not end in a zero byte. */
static void
make_personal(unsigned char id[LINK_ID_BYTES])
{
	if (id[LINK_ID_BYTES - 1] == 0)
		id[LINK_ID_BYTES - 1] = 1;
}

enum pf_err
identity_kept(unsigned char id[LINK_ID_BYTES])
{
	char path[path_max];
	enum pf_err err;

	if (pf_state_dir(path, sizeof(path) - 16) != PF_OK)
		return identity_random(id);
	strcat(path, "/identity");
	if (read_id(path, id)) {
		make_personal(id);
		return PF_OK;
	}
	err = pf_random(id, LINK_ID_BYTES);
	make_personal(id);
	if (err == PF_OK)
		write_id(path, id);
	return err;
}
