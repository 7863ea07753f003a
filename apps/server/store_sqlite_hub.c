/* The store and the core's hub: its answers given there, its past told. */
#include "store_sqlite.h"

static void
stored(void *ctx, const struct ct_stored *done)
{
	ct_hub_stored(ctx, done);
}

static void
found(void *ctx, uint64_t ticket, enum ct_err err, const struct ct_row *rows,
    size_t n)
{
	ct_hub_found(ctx, ticket, err, rows, n);
}

static void
emptied(void *ctx, struct ct_slice key, uint64_t ticket)
{
	ct_hub_emptied(ctx, key, ticket);
}

static enum ct_err
room(void *ctx, struct ct_slice shown, struct ct_slice topic, uint64_t seq)
{
	return ct_hub_restore_room(ctx, shown, topic, seq);
}

static enum ct_err
message(void *ctx, const struct ct_msg *proto)
{
	return ct_hub_restore(ctx, proto);
}

void
store_poll(struct store *st, struct ct_hub *hub)
{
	store_take(st, &(struct store_sink){hub, stored, found, emptied});
}

enum store_err
store_restore(struct store *st, struct ct_hub *hub, int32_t count)
{
	ct_hub_restore_numbers(hub, store_numbers(st));
	return store_recall(
	    st, count, &(struct store_memory){hub, room, message});
}
