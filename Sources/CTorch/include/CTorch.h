#ifndef CTORCH_H
#define CTORCH_H

// The C face of libtorch: reference-counted tensors, one way to call any operator, autograd, and the state of a thread.
// No C++ exception leaves a function: one that can fail stores a message, which the caller frees, in its CTError.

#include <stdbool.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct CTTensor CTTensor;        // one strong reference; ct_release gives it back
typedef struct CTOp CTOp;                // an operator, kept for the life of the program
typedef struct CTGenerator CTGenerator;  // a stream of random numbers
typedef char *CTError;

enum CTTag {
  CTNone,
  CTTensorTag,
  CTInt,
  CTDouble,
  CTBool,
  CTInts,
  CTDoubles,
  CTTensors,
  CTOptionalTensors,
  CTString,
  CTDevice,
  CTGeneratorTag
};

// One argument of an operator, borrowed for the call.
typedef struct CTValue {
  int32_t tag;
  int32_t count;
  union {
    CTTensor *tensor;
    int64_t integer;
    double real;
    const int64_t *integers;
    const double *reals;
    CTTensor *const *tensors;
    const char *string;
    CTGenerator *generator;
  } as;
} CTValue;

// Operators of the dispatcher, with autograd and autocast. Missing trailing arguments take the schema's defaults. Tensor
// results are handed over; the return value is their number, or -1.
const CTOp *ct_op(const char *name, const char *overload, CTError *error);
int ct_call(const CTOp *op, const CTValue *arguments, int count, CTTensor **results, int capacity, CTError *error);

// Tensors.
void ct_release(CTTensor *tensor);
int64_t ct_live_count(void);  // references handed out and not yet given back
int ct_dim(const CTTensor *tensor);
const int64_t *ct_sizes(const CTTensor *tensor);
const int64_t *ct_strides(const CTTensor *tensor);
int64_t ct_numel(const CTTensor *tensor);
int ct_scalar_type(const CTTensor *tensor);
bool ct_is_contiguous(const CTTensor *tensor);
bool ct_is_channels_last(const CTTensor *tensor);
int ct_device_type(const CTTensor *tensor);
int ct_device_index(const CTTensor *tensor);
void *ct_data(const CTTensor *tensor);
double ct_item(const CTTensor *tensor, CTError *error);
CTTensor *ct_empty(const int64_t *sizes, int dim, int scalar_type, CTError *error);

// Autograd.
bool ct_requires_grad(const CTTensor *tensor);
void ct_set_requires_grad(CTTensor *tensor, bool on, CTError *error);
CTTensor *ct_grad(const CTTensor *tensor);
void ct_set_grad(CTTensor *tensor, const CTTensor *gradient, CTError *error);
void ct_backward(const CTTensor *tensor, bool keep_graph, CTError *error);
void ct_gradients(const CTTensor *tensor, CTTensor *const *inputs, int count, bool create_graph, CTTensor **results,
                  CTError *error);
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool on);

// Autocast on a kind of device; ct_set_autocast returns whether it was on.
bool ct_set_autocast(int device_type, bool on, int scalar_type, CTError *error);

// Streams of random numbers.
CTGenerator *ct_generator(int device_type, int device_index, uint64_t seed, CTError *error);
void ct_release_generator(CTGenerator *generator);
CTTensor *ct_generator_state(const CTGenerator *generator, CTError *error);
void ct_set_generator_state(CTGenerator *generator, const CTTensor *state, CTError *error);

// The build, threads and devices.
const char *ct_version(void);
void ct_keep_freed_memory(void);
void ct_set_threads(int count);
int ct_threads(void);
// By cpuinfo's name, as in "avx512_bf16"; false for names that it does not know.
bool ct_cpu_has(const char *instructions);
int ct_device_count(int device_type);
void ct_synchronize(int device_type, int device_index, CTError *error);

#ifdef __cplusplus
}
#endif
#endif
