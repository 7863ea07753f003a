/* The peer, the person and the clock of a lesson's side under test. */
#include "lesson_drive.h"

void
drive_begin(struct drive *d, const char *system, bool serves)
{
	d->now = 1000;
	EXPECT_EQ(CT_OK, lesson_init(&d->l, lesson_role_find(system, serves),
			     CT_LANG_EN, NULL));
	lesson_begin(&d->l, d->now);
}

void
drive_end(struct drive *d)
{
	EXPECT_EQ(CT_OK, d->l.err);
	lesson_fini(&d->l);
}

void
drive_feed(struct drive *d, struct ct_slice bytes)
{
	lesson_feed(&d->l, bytes, d->now);
}

void
drive_feed_by(struct drive *d, struct ct_slice bytes, size_t step)
{
	while (bytes.len > 0) {
		size_t n = bytes.len < step ? bytes.len : step;

		drive_feed(d, (struct ct_slice){bytes.data, n});
		d->now += 10;
		lesson_tick(&d->l, d->now);
		bytes.data += n;
		bytes.len -= n;
	}
}

void
drive_quiet(struct drive *d)
{
	for (int i = 0; lesson_deadline(&d->l) != CT_NEVER; i++) {
		ASSERT_LT(i, 10);
		d->now = lesson_deadline(&d->l);
		lesson_tick(&d->l, d->now);
	}
}

void
drive_line(struct drive *d, const char *line)
{
	ASSERT_EQ(LESSON_ASKS, d->l.state);
	lesson_line(&d->l, ct_slice_str(line), d->now);
}

void
drive_shows(struct drive *d, const char *text)
{
	EXPECT_SLICE_EQ(ct_slice_str(text), ct_buf_slice(&d->l.show));
	ct_buf_clear(&d->l.show, false);
}

void
drive_sends(struct drive *d, struct ct_slice bytes)
{
	EXPECT_SLICE_EQ(bytes, ct_buf_slice(&d->l.out));
	ct_buf_clear(&d->l.out, false);
	if (bytes.len > 0)
		lesson_sent(&d->l, d->now);
}

void
drive_notes(struct drive *d, bool something)
{
	EXPECT_EQ(something, d->l.note.len > 0);
	ct_buf_clear(&d->l.note, false);
}
