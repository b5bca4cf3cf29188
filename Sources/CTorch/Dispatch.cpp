#include "Handles.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>

using namespace ct;

const CTOp *ct_op(const char *name, const char *overload, CTError *error) {
  return guard<const CTOp *>(error, nullptr, [&] {
    return (const CTOp *)new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

static c10::List<at::Tensor> tensorList(const CTValue &value) {
  c10::List<at::Tensor> list;
  list.reserve(value.count);
  for (int i = 0; i < value.count; i++) list.push_back(borrow(value.as.tensors[i]));
  return list;
}

static c10::List<std::optional<at::Tensor>> optionalTensorList(const CTValue &value) {
  c10::List<std::optional<at::Tensor>> list;
  list.reserve(value.count);
  for (int i = 0; i < value.count; i++) {
    CTTensor *tensor = value.as.tensors[i];
    list.push_back(tensor ? std::optional(borrow(tensor)) : std::nullopt);
  }
  return list;
}

static c10::IValue box(const CTValue &value) {
  switch (value.tag) {
  case CTTensorTag: return borrow(value.as.tensor);
  case CTInt: return value.as.integer;
  case CTDouble: return value.as.real;
  case CTBool: return value.as.integer != 0;
  case CTInts: return c10::IntArrayRef(value.as.integers, value.count);
  case CTDoubles: return c10::ArrayRef<double>(value.as.reals, value.count);
  case CTTensors: return tensorList(value);
  case CTOptionalTensors: return optionalTensorList(value);
  case CTString: return std::string(value.as.string);
  case CTDevice: return c10::Device(std::string(value.as.string));
  case CTGeneratorTag: return *(at::Generator *)value.as.generator;
  default: return c10::IValue();
  }
}

int ct_call(const CTOp *op, const CTValue *arguments, int count, CTTensor **results, int capacity, CTError *error) {
  return guard(error, -1, [&] {
    auto &handle = *(const c10::OperatorHandle *)op;
    auto &schema = handle.schema();
    auto &formal = schema.arguments();
    TORCH_CHECK(count <= (int)formal.size(), schema.name(), " takes ", formal.size(), " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(formal.size());
    for (int i = 0; i < count; i++) stack.push_back(box(arguments[i]));
    for (size_t i = count; i < formal.size(); i++) {
      TORCH_CHECK(formal[i].default_value(), schema.name(), " needs the argument ", formal[i].name());
      stack.push_back(*formal[i].default_value());
    }
    handle.callBoxed(stack);

    std::vector<at::Tensor> tensors;
    for (auto &value : stack) {
      if (value.isTensor()) tensors.push_back(std::move(value).toTensor());
      else if (value.isTensorList()) for (const at::Tensor &tensor : value.toTensorVector()) tensors.push_back(tensor);
      else TORCH_CHECK(false, schema.name(), " gives a ", value.tagKind());
    }
    TORCH_CHECK((int)tensors.size() <= capacity, schema.name(), " gives ", tensors.size(), " tensors");
    for (size_t i = 0; i < tensors.size(); i++) results[i] = give(std::move(tensors[i]));
    return (int)tensors.size();
  });
}
