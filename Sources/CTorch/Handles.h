#pragma once
#include "CTorch.h"

#include <ATen/core/Tensor.h>
#include <atomic>
#include <cstring>

// How tensors and errors cross the border.
namespace ct {
using Pointer = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

inline std::atomic<int64_t> liveCount{0};

inline c10::TensorImpl *impl(const CTTensor *tensor) { return (c10::TensorImpl *)tensor; }

inline at::Tensor borrow(const CTTensor *tensor) { return at::Tensor(Pointer::reclaim_copy(impl(tensor))); }

inline CTTensor *give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  liveCount.fetch_add(1, std::memory_order_relaxed);
  return (CTTensor *)tensor.unsafeReleaseTensorImpl();
}

inline c10::Device device(int type, int index) { return c10::Device((c10::DeviceType)type, (c10::DeviceIndex)index); }

template <class Result, class Body> Result guard(CTError *error, Result failed, Body body) noexcept {
  try {
    return body();
  } catch (const c10::Error &e) {
    *error = strdup(e.what_without_backtrace());
  } catch (const std::exception &e) {
    *error = strdup(e.what());
  } catch (...) {
    *error = strdup("unknown C++ exception");
  }
  return failed;
}

template <class Body> void guard(CTError *error, Body body) noexcept {
  guard(error, 0, [&] {
    body();
    return 0;
  });
}
}  // namespace ct
