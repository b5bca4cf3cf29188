#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "samples.h"

// A TIFF in memory, with what libtiff's first complaint about it was.
typedef struct {
  const uint8_t *bytes;
  uint64_t count, position;
  char *message;
  TIFF *tiff;
  uint8_t *block;
} state;

// How the samples of the first page lie; libtiff's view of what the caller's header says.
typedef struct {
  uint16_t bits, samples, photometric, planar, compression;
  uint16_t *red, *green, *blue;  // of a palette
  uint16_t extra_kind;           // of the first sample beyond the colours
} layout;

// One decoded strip or tile: `columns` x `rows` pixels at (x, y), `stride` bytes a row. Of separate planes it holds sample
// `plane` only.
typedef struct {
  uint32_t x, y, columns, rows;
  size_t stride;
  uint16_t plane;
} block;

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t count) {
  state *s = handle;
  uint64_t left = s->position < s->count ? s->count - s->position : 0;
  size_t taken = (uint64_t)count < left ? (size_t)count : (size_t)left;
  memcpy(target, s->bytes + s->position, taken);
  s->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t write_nothing(thandle_t handle, void *source, tmsize_t count) {
  (void)handle, (void)source, (void)count;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  state *s = handle;
  s->position = whence == SEEK_SET ? offset : offset + (whence == SEEK_CUR ? s->position : s->count);
  return s->position;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size(thandle_t handle) { return ((state *)handle)->count; }

static void keep_message(thandle_t handle, const char *module, const char *format, va_list arguments) {
  (void)module;
  state *s = handle;
  if (s && !s->message[0]) vsnprintf(s->message, CIC_MESSAGE_SIZE, format, arguments);
}

// libjpeg calls lost pixels a warning and fills them with grey; other warnings are about tags.
static void keep_jpeg_message(thandle_t handle, const char *module, const char *format, va_list arguments) {
  if (module && strcmp(module, "JPEGLib") == 0) keep_message(handle, module, format, arguments);
}

// libtiff's handlers belong to the process; these hand each message to the file that it is about.
static void set_handlers(void) {
  TIFFSetErrorHandler(NULL);
  TIFFSetWarningHandler(NULL);
  TIFFSetErrorHandlerExt(keep_message);
  TIFFSetWarningHandlerExt(keep_jpeg_message);
}

static int fail(state *s, const char *text) {
  if (!s->message[0]) cic_set_message(s->message, text);
  return 1;
}

static int read_layout(state *s, cic_shape shape, layout *l) {
  TIFF *tiff = s->tiff;
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &l->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &l->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &l->planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &l->compression);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &l->photometric)) return fail(s, "the kind of colours is missing");
  if (l->photometric == PHOTOMETRIC_YCBCR && l->compression == COMPRESSION_JPEG)
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  int has_palette = l->photometric == PHOTOMETRIC_PALETTE;
  if (has_palette && !TIFFGetField(tiff, TIFFTAG_COLORMAP, &l->red, &l->green, &l->blue))
    return fail(s, "the palette is missing");
  uint16_t extra_count = 0, *extra_kinds = NULL;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra_kinds);
  l->extra_kind = extra_count ? extra_kinds[0] : EXTRASAMPLE_UNSPECIFIED;
  uint32_t colours = has_palette ? 1 : shape.channels;
  if (width != shape.width || height != shape.height || l->bits < 1 || l->bits > 16 || l->samples < colours ||
      (has_palette && l->bits > 8) || shape.bit_depth != (l->bits > 8 ? 16u : 8u))
    return fail(s, "the header contradicts itself");
  return 0;
}

// Sample number `index` of a row, of 1 to 16 bits.
static inline uint32_t sample(const uint8_t *row, size_t index, uint32_t bits) {
  if (bits == 8) return row[index];
  if (bits == 16) return ((const uint16_t *)row)[index];
  uint32_t value = 0;
  for (size_t bit = index * bits; bit < (index + 1) * bits; bit++)
    value = value << 1 | (row[bit / 8] >> (7 - bit % 8) & 1);
  return value;
}

// Writes sample `c` of a block's pixels to its plane.
static void place_channel(
    const layout *l, cic_shape shape, const uint8_t *bytes, block b, uint32_t c, float *target, int turns) {
  size_t step = l->planar == PLANARCONFIG_SEPARATE ? 1 : l->samples, first = step == 1 ? 0 : c;
  uint32_t top = (1u << l->bits) - 1;
  for (uint32_t y = 0; y < b.rows && b.y + y < shape.height; y++) {
    const uint8_t *row = bytes + y * b.stride;
    float *out = target + (size_t)(b.y + y) * shape.width + b.x;
    for (uint32_t x = 0; x < b.columns && b.x + x < shape.width; x++) {
      uint32_t code = sample(row, x * step + first, l->bits);
      out[x] = (float)(turns ? top - code : code) / (float)top;
    }
  }
}

static void place_palette(const layout *l, cic_shape shape, const uint8_t *bytes, block b, float *planes) {
  size_t area = (size_t)shape.width * shape.height;
  const uint16_t *colours[3] = {l->red, l->green, l->blue};
  for (uint32_t y = 0; y < b.rows && b.y + y < shape.height; y++) {
    for (uint32_t x = 0; x < b.columns && b.x + x < shape.width; x++) {
      uint32_t code = sample(bytes + y * b.stride, (size_t)x * l->samples, l->bits);
      for (uint32_t c = 0; c < shape.channels; c++)
        planes[c * area + (size_t)(b.y + y) * shape.width + b.x + x] = (float)(colours[c][code] >> 8) / 255.0f;
    }
  }
}

static void place(const layout *l, cic_shape shape, const uint8_t *bytes, block b, float *planes, float *alpha) {
  size_t area = (size_t)shape.width * shape.height;
  if (l->photometric == PHOTOMETRIC_PALETTE) {
    if (b.plane == 0) place_palette(l, shape, bytes, b, planes);
    return;
  }
  int separate = l->planar == PLANARCONFIG_SEPARATE;
  for (uint32_t c = 0; c < l->samples; c++) {
    if (separate && c != b.plane) continue;
    int is_alpha = c == shape.channels && l->extra_kind != EXTRASAMPLE_UNSPECIFIED;
    if (c < shape.channels) {
      place_channel(l, shape, bytes, b, c, planes + c * area, l->photometric == PHOTOMETRIC_MINISWHITE);
    } else if (is_alpha && alpha) {
      place_channel(l, shape, bytes, b, c, alpha, 0);
    }
  }
}

// A tile may be larger than the picture, but not absurdly so.
static int allocate(state *s, cic_shape shape, uint64_t bytes) {
  uint64_t most = ((uint64_t)shape.width + 4096) * ((uint64_t)shape.height + 4096) * 16;
  if (bytes == 0 || bytes > most) return fail(s, "the strips or tiles are larger than the picture");
  s->block = malloc(bytes);
  return s->block ? 0 : fail(s, "out of memory");
}

static int read_tiles(state *s, const layout *l, cic_shape shape, float *planes, float *alpha) {
  uint32_t width = 0, height = 0;
  TIFFGetField(s->tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(s->tiff, TIFFTAG_TILELENGTH, &height);
  uint64_t bytes = TIFFTileSize64(s->tiff);
  if (width == 0 || height == 0 || allocate(s, shape, bytes)) return fail(s, "the tiles have no size");
  size_t stride = (size_t)TIFFTileRowSize64(s->tiff);
  uint16_t count = l->planar == PLANARCONFIG_SEPARATE ? l->samples : 1;
  for (uint16_t plane = 0; plane < count; plane++) {
    for (uint64_t y = 0; y < shape.height; y += height) {
      for (uint64_t x = 0; x < shape.width; x += width) {
        uint32_t tile = TIFFComputeTile(s->tiff, (uint32_t)x, (uint32_t)y, 0, plane);
        if (TIFFReadEncodedTile(s->tiff, tile, s->block, (tmsize_t)bytes) != (tmsize_t)bytes)
          return fail(s, "the file ends early (truncated)");
        place(l, shape, s->block, (block){(uint32_t)x, (uint32_t)y, width, height, stride, plane}, planes, alpha);
      }
    }
  }
  return 0;
}

static int read_strips(state *s, const layout *l, cic_shape shape, float *planes, float *alpha) {
  uint32_t height = 0;
  TIFFGetFieldDefaulted(s->tiff, TIFFTAG_ROWSPERSTRIP, &height);
  if (height == 0 || height > shape.height) height = shape.height;
  size_t stride = (size_t)TIFFScanlineSize64(s->tiff);
  if (allocate(s, shape, (uint64_t)stride * height)) return 1;
  uint16_t count = l->planar == PLANARCONFIG_SEPARATE ? l->samples : 1;
  for (uint16_t plane = 0; plane < count; plane++) {
    for (uint64_t y = 0; y < shape.height; y += height) {
      uint32_t rows = (uint32_t)(shape.height - y < height ? shape.height - y : height);
      uint32_t strip = TIFFComputeStrip(s->tiff, (uint32_t)y, plane);
      tmsize_t bytes = (tmsize_t)(stride * rows);
      if (TIFFReadEncodedStrip(s->tiff, strip, s->block, bytes) != bytes)
        return fail(s, "the file ends early (truncated)");
      place(l, shape, s->block, (block){0, (uint32_t)y, shape.width, rows, stride, plane}, planes, alpha);
    }
  }
  return 0;
}

static int decode(state *s, cic_shape shape, float *planes, float *alpha) {
  layout l = {0};
  if (read_layout(s, shape, &l)) return 1;
  cic_fill_opaque(shape, alpha);
  int failed = (TIFFIsTiled(s->tiff) ? read_tiles : read_strips)(s, &l, shape, planes, alpha);
  // What libtiff complained of without giving up has cost pixels.
  return failed || s->message[0] != 0;
}

int cic_tiff_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message) {
  state s = {.bytes = bytes, .count = count, .message = message};
  message[0] = 0;
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, set_handlers);
  s.tiff = TIFFClientOpen(
      "", "rm", (thandle_t)&s, read_bytes, write_nothing, seek, close_nothing, size, NULL, NULL);
  int failed = s.tiff ? decode(&s, shape, planes, alpha) : fail(&s, "no TIFF");
  if (s.tiff) TIFFClose(s.tiff);
  free(s.block);
  return failed;
}
