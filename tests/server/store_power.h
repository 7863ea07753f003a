/*
 * A power cut for the VFS "fault": of what was written to a file and not
 * synced, each sector has reached the disk, or has not, or in part, as chance
 * says; so have its new length and its name.
 */
#ifndef STORE_POWER_H
#define STORE_POWER_H

#include <stddef.h>
#include <stdint.h>

/* From here on files are watched; none is open. `seed` makes chance. */
void power_begin(uint64_t seed);
void power_end(void);

/* A number of the same chance, below `n`. */
uint64_t power_chance(uint64_t n);

/*
 * All files are closed, and are now as the cut has left them. Gives how many
 * sectors did not reach the disk as they were written.
 */
size_t power_cut(void);

#endif
