#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "samples.h"

// Errors jump (png_jmpbuf). What must survive a jump lives in this structure, which belongs to the caller of the
// function that calls setjmp: locals of that function would be indeterminate.
typedef struct {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position;
  cic_buffer out;
  size_t capacity;
  uint8_t *rows;
  png_bytep *row_pointers;
  char *message;
} state;

static void on_error(png_structp png, png_const_charp text) {
  state *s = png_get_error_ptr(png);
  cic_set_message(s->message, text);
  png_longjmp(png, 1);
}

// libpng calls damage of the pixels a warning where it can make something up; here it is an error. What it says about
// ancillary chunks (profiles, text, time) does not touch the pixels.
static void on_warning(png_structp png, png_const_charp text) {
  int surplus = strstr(text, "Extra compressed data") != NULL || strstr(text, "Too much image data") != NULL;
  int damaged = strncmp(text, "IDAT", 4) == 0 || strstr(text, "palette index") != NULL ||
                strstr(text, "Not enough") != NULL || strncmp(text, "PLTE", 4) == 0;
  if (damaged && !surplus) on_error(png, text);
}

static void read_bytes(png_structp png, png_bytep target, png_size_t count) {
  state *s = png_get_io_ptr(png);
  if (count > s->count - s->position) png_error(png, "the file ends early (truncated)");
  memcpy(target, s->bytes + s->position, count);
  s->position += count;
}

static void write_bytes(png_structp png, png_bytep source, png_size_t count) {
  state *s = png_get_io_ptr(png);
  if (s->out.count + count > s->capacity) {
    size_t capacity = 2 * (s->out.count + count);
    uint8_t *grown = realloc(s->out.bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    s->out.bytes = grown;
    s->capacity = capacity;
  }
  memcpy(s->out.bytes + s->out.count, source, count);
  s->out.count += count;
}

static void flush_bytes(png_structp png) { (void)png; }

// Chunks that say nothing about the samples. They are passed over, as the length that one claims is allocated at once.
static const png_byte IGNORED[] =
    "bKGD\0" "cHRM\0" "eXIf\0" "gAMA\0" "hIST\0" "iCCP\0" "iTXt\0" "oFFs\0" "pCAL\0" "pHYs\0" "sBIT\0" "sCAL\0" "sPLT\0"
    "sRGB\0" "tEXt\0" "tIME\0" "zTXt";

// Expands to 8 or 16 bits of grey or RGB, with alpha where it is wanted and there is some, and checks that this is what
// the caller has room for. Returns whether the rows have alpha.
static int start_reading(state *s, cic_shape shape, int wants_alpha) {
  png_structp png = s->png;
  png_set_read_fn(png, s, read_bytes);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, IGNORED, (int)(sizeof IGNORED / 5));
  png_read_info(png, s->info);
  if (png_get_color_type(png, s->info) == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (png_get_bit_depth(png, s->info) < 8) png_set_expand_gray_1_2_4_to_8(png);
  int is_transparent = png_get_valid(png, s->info, PNG_INFO_tRNS) != 0;
  int has_alpha = wants_alpha && (is_transparent || png_get_color_type(png, s->info) & PNG_COLOR_MASK_ALPHA);
  if (!has_alpha) png_set_strip_alpha(png);
  if (has_alpha && is_transparent) png_set_tRNS_to_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, s->info);
  if (png_get_image_width(png, s->info) != shape.width || png_get_image_height(png, s->info) != shape.height ||
      png_get_channels(png, s->info) != shape.channels + has_alpha || png_get_bit_depth(png, s->info) != shape.bit_depth)
    png_error(png, "the header contradicts itself");
  return has_alpha;
}

// An interlaced image comes in seven passes over all rows and needs them all in memory; others need one row.
static void read_pixels(state *s, cic_shape shape, float *planes, float *alpha) {
  size_t stride = png_get_rowbytes(s->png, s->info);
  int passes = png_get_interlace_type(s->png, s->info) == PNG_INTERLACE_NONE ? 1 : 7;
  s->rows = calloc(passes > 1 ? shape.height : 1, stride);
  if (!s->rows) png_error(s->png, "out of memory");
  void (*unpack)(const uint8_t *, cic_shape, size_t, float *) = shape.bit_depth == 16 ? cic_unpack16 : cic_unpack8;
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < shape.height; y++) {
      uint8_t *row = s->rows + (passes > 1 ? y * stride : 0);
      png_read_row(s->png, row, NULL);
      if (pass < passes - 1) continue;
      if (alpha) {
        cic_unpack_with_alpha(row, shape, y, planes, alpha);
      } else {
        unpack(row, shape, y, planes);
      }
    }
  }
  png_read_end(s->png, NULL);
}

static int decode(state *s, cic_shape shape, float *planes, float *alpha) {
  if (setjmp(png_jmpbuf(s->png))) return 1;
  int has_alpha = start_reading(s, shape, alpha != NULL);
  if (!has_alpha) cic_fill_opaque(shape, alpha);
  read_pixels(s, shape, planes, has_alpha ? alpha : NULL);
  return 0;
}

int cic_png_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message) {
  state s = {.bytes = bytes, .count = count, .message = message};
  s.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (s.png) s.info = png_create_info_struct(s.png);
  if (!s.info) {
    png_destroy_read_struct(&s.png, NULL, NULL);
    cic_set_message(message, "out of memory");
    return 1;
  }
  int failed = decode(&s, shape, planes, alpha);
  png_destroy_read_struct(&s.png, &s.info, NULL);
  free(s.rows);
  return failed;
}

// Level 0 is the quick way: on photographs, whose noise has next to no repeats, the search for them costs most of the
// time and gains nothing over runs of equal bytes after a filter that predicts well.
static int encode(state *s, const float *planes, cic_shape shape, int level) {
  if (setjmp(png_jmpbuf(s->png))) return 1;
  png_set_write_fn(s->png, s, write_bytes, flush_bytes);
  png_set_compression_level(s->png, level ? level : 1);
  if (!level) png_set_compression_strategy(s->png, Z_RLE);
  png_set_filter(s->png, 0, level ? PNG_ALL_FILTERS : PNG_FILTER_AVG);
  png_set_compression_buffer_size(s->png, 1 << 16);
  png_set_IHDR(
      s->png, s->info, shape.width, shape.height, (int)shape.bit_depth,
      shape.channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
  png_write_info(s->png, s->info);
  s->rows = malloc((size_t)shape.width * shape.channels * (shape.bit_depth / 8));
  if (!s->rows) png_error(s->png, "out of memory");
  for (size_t y = 0; y < shape.height; y++) {
    (shape.bit_depth == 16 ? cic_pack16 : cic_pack8)(planes, shape, y, s->rows);
    png_write_row(s->png, s->rows);
  }
  png_write_end(s->png, s->info);
  return 0;
}

int cic_png_encode(const float *planes, cic_shape shape, int level, cic_buffer *out, char *message) {
  state s = {.message = message};
  s.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (s.png) s.info = png_create_info_struct(s.png);
  if (!s.info) {
    png_destroy_write_struct(&s.png, NULL);
    cic_set_message(message, "out of memory");
    return 1;
  }
  int failed = encode(&s, planes, shape, level);
  png_destroy_write_struct(&s.png, &s.info);
  free(s.rows);
  if (failed) {
    cic_free(&s.out);
  } else {
    *out = s.out;
  }
  return failed;
}
