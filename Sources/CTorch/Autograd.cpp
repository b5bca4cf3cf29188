#include "Handles.h"

#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/grad_mode.h>

using namespace ct;

bool ct_requires_grad(const CTTensor *tensor) { return impl(tensor)->requires_grad(); }

void ct_set_requires_grad(CTTensor *tensor, bool on, CTError *error) {
  guard(error, [&] { borrow(tensor).requires_grad_(on); });
}

CTTensor *ct_grad(const CTTensor *tensor) { return give(borrow(tensor).grad()); }

void ct_set_grad(CTTensor *tensor, const CTTensor *gradient, CTError *error) {
  guard(error, [&] { borrow(tensor).mutable_grad() = gradient ? borrow(gradient) : at::Tensor(); });
}

void ct_backward(const CTTensor *tensor, bool keep_graph, CTError *error) {
  guard(error, [&] { torch::autograd::backward({borrow(tensor)}, {}, keep_graph); });
}

void ct_gradients(const CTTensor *tensor, CTTensor *const *inputs, int count, bool create_graph, CTTensor **results,
                  CTError *error) {
  guard(error, [&] {
    std::vector<at::Tensor> variables;
    for (int i = 0; i < count; i++) variables.push_back(borrow(inputs[i]));
    auto gradients = torch::autograd::grad({borrow(tensor)}, variables, {}, create_graph, create_graph, true);
    for (int i = 0; i < count; i++) results[i] = give(gradients[i]);
  });
}

bool ct_grad_enabled() { return c10::GradMode::is_enabled(); }
void ct_set_grad_enabled(bool on) { c10::GradMode::set_enabled(on); }

bool ct_set_autocast(int device_type, bool on, int scalar_type, CTError *error) {
  return guard(error, false, [&] {
    auto device = (c10::DeviceType)device_type;
    bool was = at::autocast::is_autocast_enabled(device);
    if (on) at::autocast::set_autocast_dtype(device, (c10::ScalarType)scalar_type);
    at::autocast::set_autocast_enabled(device, on);
    if (!on) at::autocast::clear_cache();
    return was;
  });
}
