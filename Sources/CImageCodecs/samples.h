#ifndef CIC_SAMPLES_H
#define CIC_SAMPLES_H

#include "CImageCodecs.h"

// Row `y` of the planes from interleaved 8-bit samples.
void cic_unpack8(const uint8_t *row, cic_shape shape, size_t y, float *planes);
// The same from 16-bit samples, most significant byte first.
void cic_unpack16(const uint8_t *row, cic_shape shape, size_t y, float *planes);
// Row `y` of `alpha` and of the planes from interleaved samples of `shape.bit_depth` bits, alpha last.
void cic_unpack_with_alpha(const uint8_t *row, cic_shape shape, size_t y, float *planes, float *alpha);
// Sets `alpha`, unless it is null, to opaque.
void cic_fill_opaque(cic_shape shape, float *alpha);
// Interleaved 8- or 16-bit samples of row `y`, rounded to the nearest code.
void cic_pack8(const float *planes, cic_shape shape, size_t y, uint8_t *row);
void cic_pack16(const float *planes, cic_shape shape, size_t y, uint8_t *row);

// Copies at most CIC_MESSAGE_SIZE - 1 characters.
void cic_set_message(char *message, const char *text);

#endif
