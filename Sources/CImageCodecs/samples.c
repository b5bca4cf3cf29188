#include "samples.h"

#include <stdlib.h>
#include <string.h>

void cic_free(cic_buffer *buffer) {
  free(buffer->bytes);
  buffer->bytes = NULL;
  buffer->count = 0;
}

void cic_set_message(char *message, const char *text) {
  strncpy(message, text, CIC_MESSAGE_SIZE - 1);
  message[CIC_MESSAGE_SIZE - 1] = 0;
}

// Divides rather than multiplies by the reciprocal: Swift's Float(code) / 255 is then the same number.
void cic_unpack8(const uint8_t *row, cic_shape shape, size_t y, float *planes) {
  size_t width = shape.width, area = width * shape.height;
  float *restrict out = planes + y * width;
  if (shape.channels == 1) {
    for (size_t x = 0; x < width; x++) out[x] = (float)row[x] / 255.0f;
    return;
  }
  float *restrict green = out + area;
  float *restrict blue = green + area;
  for (size_t x = 0; x < width; x++) {
    out[x] = (float)row[3 * x] / 255.0f;
    green[x] = (float)row[3 * x + 1] / 255.0f;
    blue[x] = (float)row[3 * x + 2] / 255.0f;
  }
}

void cic_unpack16(const uint8_t *row, cic_shape shape, size_t y, float *planes) {
  size_t width = shape.width, area = width * shape.height, channels = shape.channels;
  for (size_t c = 0; c < channels; c++) {
    float *restrict out = planes + c * area + y * width;
    for (size_t x = 0; x < width; x++) {
      const uint8_t *sample = row + 2 * (x * channels + c);
      out[x] = (float)(sample[0] << 8 | sample[1]) / 65535.0f;
    }
  }
}

void cic_unpack_with_alpha(const uint8_t *row, cic_shape shape, size_t y, float *planes, float *alpha) {
  size_t width = shape.width, area = width * shape.height, samples = shape.channels + 1;
  for (size_t c = 0; c < samples; c++) {
    float *out = (c < shape.channels ? planes + c * area : alpha) + y * width;
    for (size_t x = 0; x < width; x++) {
      size_t at = x * samples + c;
      out[x] = shape.bit_depth == 8 ? (float)row[at] / 255.0f : (float)(row[2 * at] << 8 | row[2 * at + 1]) / 65535.0f;
    }
  }
}

void cic_fill_opaque(cic_shape shape, float *alpha) {
  if (!alpha) return;
  size_t area = (size_t)shape.width * shape.height;
  for (size_t i = 0; i < area; i++) alpha[i] = 1;
}

// The comparisons are written so that NaN gives 0.
static inline uint32_t code(float value, float maximum) {
  float scaled = value * maximum + 0.5f;
  return scaled > 0 ? (uint32_t)(scaled < maximum ? scaled : maximum) : 0;
}

void cic_pack8(const float *planes, cic_shape shape, size_t y, uint8_t *row) {
  size_t width = shape.width, area = width * shape.height, channels = shape.channels;
  for (size_t c = 0; c < channels; c++) {
    const float *restrict in = planes + c * area + y * width;
    for (size_t x = 0; x < width; x++) row[x * channels + c] = (uint8_t)code(in[x], 255.0f);
  }
}

void cic_pack16(const float *planes, cic_shape shape, size_t y, uint8_t *row) {
  size_t width = shape.width, area = width * shape.height, channels = shape.channels;
  for (size_t c = 0; c < channels; c++) {
    const float *restrict in = planes + c * area + y * width;
    for (size_t x = 0; x < width; x++) {
      uint32_t value = code(in[x], 65535.0f);
      row[2 * (x * channels + c)] = (uint8_t)(value >> 8);
      row[2 * (x * channels + c) + 1] = (uint8_t)value;
    }
  }
}
