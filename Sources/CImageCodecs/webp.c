#include <stdlib.h>
#include <webp/decode.h>

#include "samples.h"

static const char *reason(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY: return "out of memory";
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED: return "the file ends early (truncated)";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "a kind of WebP that libwebp does not know";
    default: return "the WebP stream is damaged";
  }
}

// Decodes to RGBA rows, four bytes a pixel.
static VP8StatusCode decode(const uint8_t *bytes, size_t count, cic_shape shape, uint8_t *rows) {
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return VP8_STATUS_INVALID_PARAM;
  VP8StatusCode status = WebPGetFeatures(bytes, count, &config.input);
  if (status != VP8_STATUS_OK) return status;
  if ((uint32_t)config.input.width != shape.width || (uint32_t)config.input.height != shape.height)
    return VP8_STATUS_BITSTREAM_ERROR;
  size_t stride = (size_t)shape.width * 4;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = rows;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = stride * shape.height;
  status = WebPDecode(bytes, count, &config);
  WebPFreeDecBuffer(&config.output);
  return status;
}

int cic_webp_decode(const uint8_t *bytes, size_t count, cic_shape shape, float *planes, float *alpha, char *message) {
  uint8_t *rows = malloc((size_t)shape.width * shape.height * 4);
  VP8StatusCode status = rows ? decode(bytes, count, shape, rows) : VP8_STATUS_OUT_OF_MEMORY;
  size_t area = (size_t)shape.width * shape.height;
  for (size_t c = 0; c < 4 && status == VP8_STATUS_OK; c++) {
    float *out = c < 3 ? planes + c * area : alpha;
    for (size_t i = 0; out && i < area; i++) out[i] = (float)rows[4 * i + c] / 255.0f;
  }
  free(rows);
  if (status != VP8_STATUS_OK) cic_set_message(message, reason(status));
  return status != VP8_STATUS_OK;
}
