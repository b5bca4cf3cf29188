/// Changes parameters against their gradients.
///
/// Each step uses up the gradients: they are cleared. Parameters without a gradient are left alone.
public protocol Optimizer: AnyObject {
  /// The learning rate; schedules set it between steps.
  var rate: Double { get set }
  /// The tensors that are optimised.
  var parameters: [Tensor] { get }
  /// Makes one step.
  func step()
  /// The tensors that decide how training goes on, by name; the tensors themselves, not copies.
  var state: [String: Tensor] { get }
  /// Goes on from a ``state`` saved before; throws ``TorchError/state(_:)`` if it does not fit.
  func load(_ state: [String: Tensor]) throws(TorchError)
}

extension Optimizer {
  /// The parameters that have a gradient, by index, with it.
  var active: [(index: Int, gradient: Tensor)] {
    parameters.enumerated().compactMap { index, parameter in
      parameter.gradient.map { (index, $0.laidOut(as: parameter)) }
    }
  }

  /// Forgets all gradients.
  public func clearGradients() {
    for parameter in parameters { parameter.gradient = nil }
  }
}

extension Tensor {
  /// The same elements in the layout and on the device of `other`; itself where they are. The fused kernels pair elements
  /// by their order in memory.
  func laidOut(as other: Tensor) -> Tensor {
    if strides == other.strides, device == other.device { return self }
    let copy = other.detach().zerosLike()
    copy.copy_(self)
    return copy
  }
}

/// The sum of squares of all gradients, square-rooted.
public func gradientNorm(_ parameters: [Tensor]) throws -> Double {
  let norms = parameters.compactMap { $0.gradient?.norm() }
  return norms.isEmpty ? 0 : try Tensor.stack(norms).norm().item
}

/// Scales all gradients down together so that ``gradientNorm(_:)`` is at most `limit`; returns the norm before.
@discardableResult
public func clipGradients(_ parameters: [Tensor], limit: Double) throws -> Double {
  let norm = try gradientNorm(parameters)
  if norm > limit {
    for parameter in parameters { parameter.gradient?.mul_(limit / norm) }
  }
  return norm
}
