#include "Handles.h"

#include <ATen/ops/empty.h>

using namespace ct;

void ct_release(CTTensor *tensor) {
  if (!tensor) return;
  liveCount.fetch_sub(1, std::memory_order_relaxed);
  Pointer::reclaim(impl(tensor));
}

int64_t ct_live_count() { return liveCount.load(std::memory_order_relaxed); }
int ct_dim(const CTTensor *tensor) { return (int)impl(tensor)->dim(); }
const int64_t *ct_sizes(const CTTensor *tensor) { return impl(tensor)->sizes().data(); }
const int64_t *ct_strides(const CTTensor *tensor) { return impl(tensor)->strides().data(); }
int64_t ct_numel(const CTTensor *tensor) { return impl(tensor)->numel(); }
int ct_scalar_type(const CTTensor *tensor) { return (int)c10::typeMetaToScalarType(impl(tensor)->dtype()); }
bool ct_is_contiguous(const CTTensor *tensor) { return impl(tensor)->is_contiguous(); }
bool ct_is_channels_last(const CTTensor *tensor) {
  return impl(tensor)->is_contiguous(at::MemoryFormat::ChannelsLast);
}
int ct_device_type(const CTTensor *tensor) { return (int)impl(tensor)->device().type(); }
int ct_device_index(const CTTensor *tensor) { return impl(tensor)->device().index(); }
void *ct_data(const CTTensor *tensor) { return impl(tensor)->mutable_data(); }

double ct_item(const CTTensor *tensor, CTError *error) {
  return guard(error, 0.0, [&] { return borrow(tensor).item().toDouble(); });
}

CTTensor *ct_empty(const int64_t *sizes, int dim, int scalar_type, CTError *error) {
  return guard<CTTensor *>(error, nullptr, [&] {
    return give(at::empty(c10::IntArrayRef(sizes, dim), at::TensorOptions((c10::ScalarType)scalar_type)));
  });
}
