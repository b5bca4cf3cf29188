#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

// libpng, libjpeg, libtiff and libwebp behind seven functions. All of them work from memory to memory, return 0 on
// success and leave a message otherwise; setjmp/longjmp never crosses this header.

#include <stddef.h>
#include <stdint.h>

enum { CIC_MESSAGE_SIZE = 200 };

// What the caller read from the header and has checked against its limits; a stream that disagrees is refused.
typedef struct {
  uint32_t width, height;
  uint32_t channels;   // 1 or 3
  uint32_t bit_depth;  // 8 or 16 (JPEG, WebP: 8)
} cic_shape;

// Bytes owned by the library: release with cic_free.
typedef struct {
  uint8_t *bytes;
  size_t count;
} cic_buffer;

void cic_free(cic_buffer *buffer);

// The decoders write `planes`: channels x height x width samples in [0, 1], plane after plane; and `alpha`, unless it is
// null: height x width samples, 0 for transparent and 1 for opaque, all 1 where the file has none.

// Palettes and 1-, 2- and 4-bit greys are expanded.
int cic_png_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message);

// Grey or colour.
int cic_jpeg_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message);

// The first page: grey, palette or RGB of 1 to 16 bits, in strips or tiles, however compressed, and YCbCr in JPEG. Grey
// that counts from white is turned.
int cic_tiff_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message);

// Lossy or lossless.
int cic_webp_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message);

// Encodes `planes` (clamped to [0, 1], NaN as 0). `level` 1 to 9 is zlib's, with the best filter for each row; 0 is
// quicker than all: the average filter, and runs of equal bytes only.
int cic_png_encode(const float *planes, cic_shape shape, int level, cic_buffer *out, char *message);

// Encodes at `quality` 1 to 100, with chroma at full resolution from quality 90.
int cic_jpeg_encode(const float *planes, cic_shape shape, int quality, cic_buffer *out, char *message);

#endif
