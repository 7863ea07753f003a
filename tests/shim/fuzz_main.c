/* Runs a fuzz target once over each file given, and over nothing, single
 * bytes and some noise. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From a copy of the exact size, so that a read beyond it is seen. */
static void
feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
feed_noise(void)
{
	static uint8_t noise[4096];
	uint32_t x = 2463534242u;

	for (size_t i = 0; i < sizeof(noise); i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		noise[i] = (uint8_t)x;
	}
	for (size_t n = 0; n <= sizeof(noise); n = n * 2 + 1)
		feed(noise, n);
	for (unsigned b = 0; b < 256; b++)
		feed(&(uint8_t){(uint8_t)b}, 1);
}

static int
feed_file(const char *path)
{
	static uint8_t bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL) {
		perror(path);
		return 1;
	}
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	feed(bytes, n);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0;

	feed_noise();
	for (int i = 1; i < argc; i++)
		failed |= feed_file(argv[i]);
	printf("%d files and noise\n", argc - 1);
	return failed;
}
