#include "Handles.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/cpu/Utils.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/headeronly/version.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace ct;

CTGenerator *ct_generator(int device_type, int device_index, uint64_t seed, CTError *error) {
  return guard<CTGenerator *>(error, nullptr, [&] {
    auto generator = at::globalContext().defaultGenerator(device(device_type, device_index)).clone();
    generator.set_current_seed(seed);
    return (CTGenerator *)new at::Generator(generator);
  });
}

void ct_release_generator(CTGenerator *generator) { delete (at::Generator *)generator; }

CTTensor *ct_generator_state(const CTGenerator *generator, CTError *error) {
  return guard<CTTensor *>(error, nullptr, [&] { return give(((at::Generator *)generator)->get_state()); });
}

void ct_set_generator_state(CTGenerator *generator, const CTTensor *state, CTError *error) {
  guard(error, [&] { ((at::Generator *)generator)->set_state(borrow(state)); });
}

const char *ct_version() { return TORCH_VERSION; }

void ct_keep_freed_memory() {
#ifdef __GLIBC__
  // Arenas of other threads hold 64 MiB at most, and give it back.
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
}

void ct_set_threads(int count) { at::set_num_threads(count); }
int ct_threads() { return at::get_num_threads(); }

bool ct_cpu_has(const char *instructions) {
  auto all = at::cpu::get_cpu_capabilities();
  auto found = all.find(instructions);
  return found != all.end() && found->second.isBool() && found->second.toBool();
}

int ct_device_count(int device_type) {
  auto type = (c10::DeviceType)device_type;
  if (type == c10::kCPU) return 1;
  CTError error = nullptr;
  int count = guard(&error, 0, [&] {
    return c10::impl::hasDeviceGuardImpl(type) ? (int)c10::impl::VirtualGuardImpl(type).deviceCount() : 0;
  });
  free(error);
  return count;
}

void ct_synchronize(int device_type, int device_index, CTError *error) {
  guard(error, [&] {
    auto type = (c10::DeviceType)device_type;
    if (type != c10::kCPU) c10::impl::VirtualGuardImpl(type).synchronizeDevice(device_index);
  });
}
