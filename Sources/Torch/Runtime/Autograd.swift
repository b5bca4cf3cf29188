import CTorch

extension Tensor {
  /// Whether autograd records what is done with this tensor.
  public var requiresGradient: Bool { ct_requires_grad(handle) }

  /// Sets ``requiresGradient`` in place and returns the tensor itself; only leaves can be changed.
  @discardableResult
  public func requiresGradient(_ on: Bool) -> Tensor {
    must { try check { ct_set_requires_grad(handle, on, &$0) } }
    return self
  }

  /// The gradient that ``backward(keepGraph:)`` has summed up in a leaf; nil before the first.
  public var gradient: Tensor? {
    get { ct_grad(handle).map { Tensor($0) } }
    set { must { try check { ct_set_grad(handle, newValue?.handle, &$0) } } }
  }

  /// Adds the derivative of this scalar to the ``gradient`` of every leaf it depends on. `keepGraph` allows another call.
  public func backward(keepGraph: Bool = false) throws {
    try check { ct_backward(handle, keepGraph, &$0) }
  }
}

/// The derivatives of the scalar `output` by each of `inputs` (zero where it does not depend on one). With `createGraph`
/// they can be differentiated again, as gradient penalties need.
public func gradients(of output: Tensor, _ inputs: [Tensor], createGraph: Bool = false) throws -> [Tensor] {
  var results = [OpaquePointer?](repeating: nil, count: inputs.count)
  try check {
    ct_gradients(output.handle, inputs.map { Optional($0.handle) }, Int32(inputs.count), createGraph, &results, &$0)
  }
  return zip(results, inputs).map { result, input in result.map { Tensor($0) } ?? input.zerosLike() }
}

/// Whether this thread records for autograd.
public var gradientsEnabled: Bool { ct_grad_enabled() }

/// Runs `body` without recording for autograd. This belongs to the thread: work that `body` hands to other threads
/// records as usual.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  try withGradients(false, body)
}

/// Runs `body` with recording for autograd on, or off, on this thread.
public func withGradients<R>(_ on: Bool, _ body: () throws -> R) rethrows -> R {
  let was = ct_grad_enabled()
  ct_set_grad_enabled(on)
  defer { ct_set_grad_enabled(was) }
  return try body()
}

/// Runs `body` with matrix products and convolutions in `type`, on this thread; what needs precision stays in float32.
public func autocast<R>(_ kind: Device.Kind = .cpu, to type: DType = .bfloat16, _ body: () throws -> R) rethrows -> R {
  let was = must { try check { ct_set_autocast(kind.rawValue, true, type.rawValue, &$0) } }
  defer { _ = must { try check { ct_set_autocast(kind.rawValue, was, type.rawValue, &$0) } } }
  return try body()
}
