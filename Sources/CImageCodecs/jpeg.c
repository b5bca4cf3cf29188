#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <stdlib.h>

#include "samples.h"

// A progressive file of a few kilobytes may hold thousands of scans, each of which rewrites the whole image; encoders
// write about ten.
enum { MAXIMUM_SCANS = 200 };

// Errors jump; see png.c for why this belongs to the caller of the function that calls setjmp.
typedef struct {
  struct jpeg_error_mgr manager;  // first, so that libjpeg's pointer to it is a pointer to this
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  uint8_t *row;
  unsigned char *bytes;  // jpeg_mem_dest's
  unsigned long count;
  char *message;
} state;

static void fail(state *s, const char *text) {
  cic_set_message(s->message, text);
  longjmp(s->jump, 1);
}

static void on_error(j_common_ptr common) {
  state *s = (state *)common->err;
  char text[JMSG_LENGTH_MAX];
  s->manager.format_message(common, text);
  fail(s, text);
}

// libjpeg calls lost pixels a warning and fills them with grey; here they are an error. The warnings let through are
// those that cost no pixel.
static void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
      return;
    default:
      on_error(common);
  }
}

static void on_progress(j_common_ptr common) {
  if (common->is_decompressor && ((j_decompress_ptr)common)->input_scan_number > MAXIMUM_SCANS)
    fail((state *)common->err, "too many progressive scans");
}

static struct jpeg_error_mgr *handlers(state *s) {
  jpeg_std_error(&s->manager);
  s->manager.error_exit = on_error;
  s->manager.emit_message = on_message;
  s->progress.progress_monitor = on_progress;
  return &s->manager;
}

static int decode(
    j_decompress_ptr jpeg, state *s, const uint8_t *bytes, size_t count, cic_shape shape, float *planes) {
  if (setjmp(s->jump)) return 1;
  jpeg_create_decompress(jpeg);
  jpeg->progress = &s->progress;
  jpeg_mem_src(jpeg, bytes, count);
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->image_width != shape.width || jpeg->image_height != shape.height ||
      (uint32_t)jpeg->num_components != shape.channels)
    fail(s, "the header contradicts itself");
  jpeg->out_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(jpeg);
  s->row = malloc((size_t)shape.width * shape.channels);
  if (!s->row) fail(s, "out of memory");
  while (jpeg->output_scanline < jpeg->output_height) {
    size_t y = jpeg->output_scanline;
    jpeg_read_scanlines(jpeg, &s->row, 1);
    cic_unpack8(s->row, shape, y, planes);
  }
  jpeg_finish_decompress(jpeg);
  return 0;
}

int cic_jpeg_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message) {
  struct jpeg_decompress_struct jpeg = {0};
  state s = {.message = message};
  jpeg.err = handlers(&s);
  int failed = decode(&jpeg, &s, bytes, count, shape, planes);
  jpeg_destroy_decompress(&jpeg);
  free(s.row);
  cic_fill_opaque(shape, alpha);
  return failed;
}

static int encode(j_compress_ptr jpeg, state *s, const float *planes, cic_shape shape, int quality) {
  if (setjmp(s->jump)) return 1;
  jpeg_create_compress(jpeg);
  jpeg_mem_dest(jpeg, &s->bytes, &s->count);
  jpeg->image_width = shape.width;
  jpeg->image_height = shape.height;
  jpeg->input_components = (int)shape.channels;
  jpeg->in_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  if (shape.channels == 3 && quality >= 90) jpeg->comp_info[0].h_samp_factor = jpeg->comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(jpeg, TRUE);
  s->row = malloc((size_t)shape.width * shape.channels);
  if (!s->row) fail(s, "out of memory");
  for (size_t y = 0; y < shape.height; y++) {
    cic_pack8(planes, shape, y, s->row);
    jpeg_write_scanlines(jpeg, &s->row, 1);
  }
  jpeg_finish_compress(jpeg);
  return 0;
}

int cic_jpeg_encode(const float *planes, cic_shape shape, int quality, cic_buffer *out, char *message) {
  struct jpeg_compress_struct jpeg = {0};
  state s = {.message = message};
  jpeg.err = handlers(&s);
  int failed = encode(&jpeg, &s, planes, shape, quality);
  jpeg_destroy_compress(&jpeg);
  free(s.row);
  if (failed) {
    free(s.bytes);
  } else {
    *out = (cic_buffer){.bytes = s.bytes, .count = s.count};
  }
  return failed;
}
