/* The store in memory: it knows only what a client sent twice. */
#include "map.h"
#include "store.h"

#include <stdlib.h>
#include <string.h>

enum { key_size = CT_ID_BYTES + 8 };

/* One message that a client may send again. */
struct sent {
	char key[key_size];
	uint64_t seq;
	int64_t time;
};

struct ct_store_mem {
	struct ct_map known;
	uint64_t direct; /* the last number of a waiting direct message */
	size_t cap, next;
	struct sent *sent; /* a ring: the oldest is forgotten */
};

static bool
make_key(const struct ct_record *r, char *key)
{
	static const unsigned char nobody[CT_ID_BYTES] = {0};

	if (r->number == 0 || memcmp(r->id, nobody, CT_ID_BYTES) == 0)
		return false;
	memcpy(key, r->id, CT_ID_BYTES);
	memcpy(key + CT_ID_BYTES, &r->number, sizeof(r->number));
	return true;
}

static enum ct_err
remember(
    struct ct_store_mem *mem, const char *key, const struct ct_stored *done)
{
	struct sent *slot = &mem->sent[mem->next];
	struct ct_slice bytes = {slot->key, key_size};

	if (ct_map_get(&mem->known, bytes) == slot)
		ct_map_remove(&mem->known, bytes);
	memcpy(slot->key, key, key_size);
	slot->seq = done->seq;
	slot->time = done->time;
	mem->next = (mem->next + 1) % mem->cap;
	return ct_map_add(&mem->known, bytes, slot);
}

static enum ct_err
submit(void *ctx, const struct ct_record *r, uint64_t ticket,
    struct ct_stored *done)
{
	struct ct_store_mem *mem = ctx;
	struct sent *before = NULL;
	char key[key_size];
	bool keyed = make_key(r, key);

	*done = (struct ct_stored){
	    .ticket = ticket, .seq = r->seq, .time = r->time};
	if (r->kind != CT_RECORD_SAY && r->kind != CT_RECORD_DIRECT)
		return CT_OK;
	if (keyed)
		before =
		    ct_map_get(&mem->known, (struct ct_slice){key, key_size});
	if (before != NULL) {
		done->duplicate = true;
		done->seq = before->seq;
		done->time = before->time;
		return CT_OK;
	}
	if (r->again)
		return CT_ENOUSER;
	if (r->kind == CT_RECORD_DIRECT && r->waiting)
		done->seq = ++mem->direct;
	return keyed ? remember(mem, key, done) : CT_OK;
}

enum ct_err
ct_store_mem_new(size_t remembered, uint64_t seed, struct ct_store_mem **mem,
    struct ct_store *out)
{
	struct ct_store_mem *m = calloc(1, sizeof(*m));

	*mem = NULL;
	if (m == NULL)
		return CT_ENOMEM;
	m->cap = remembered;
	m->sent = calloc(remembered, sizeof(*m->sent));
	if (m->sent == NULL) {
		free(m);
		return CT_ENOMEM;
	}
	ct_map_init(&m->known, seed);
	*out = (struct ct_store){m, submit, NULL};
	*mem = m;
	return CT_OK;
}

void
ct_store_mem_free(struct ct_store_mem *m)
{
	if (m == NULL)
		return;
	ct_map_fini(&m->known);
	free(m->sent);
	free(m);
}
