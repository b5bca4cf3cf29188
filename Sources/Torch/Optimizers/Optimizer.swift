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
  func load(_ state: [String: Tensor]) throws
}

extension Optimizer {
  /// The parameters that have a gradient, by index.
  var active: [Int] { parameters.indices.filter { parameters[$0].gradient != nil } }

  /// Forgets all gradients.
  public func clearGradients() {
    for parameter in parameters { parameter.gradient = nil }
  }
}

/// Copies `source` into the tensors of `state`; throws ``TorchError/state(_:)`` and changes nothing unless all fit.
func copyState(from source: [String: Tensor], to state: [String: Tensor]) throws {
  var misfits = source.keys.filter { state[$0] == nil }.map { "\($0) is not expected" }
  for (name, tensor) in state {
    guard let found = source[name] else {
      misfits.append("\(name) is missing")
      continue
    }
    if found.shape != tensor.shape { misfits.append("\(name) has the shape \(found.shape), not \(tensor.shape)") }
  }
  guard misfits.isEmpty else { throw TorchError.state(misfits.sorted()) }
  for (name, tensor) in state { tensor.copy_(source[name]!) }
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
