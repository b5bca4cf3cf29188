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
  /// Copies `source` into the tensors of ``state``.
  func copyState(from source: [String: Tensor]) throws {
    let own = state
    var misfits = source.keys.filter { own[$0] == nil }.map { "\($0) is not expected" }
    for (name, tensor) in own where source[name]?.shape != tensor.shape {
      misfits.append(
        source[name].map { "\(name) has the shape \($0.shape), not \(tensor.shape)" } ?? "\(name) is missing")
    }
    guard misfits.isEmpty else { throw TorchError.state(misfits.sorted()) }
    for (name, tensor) in own { tensor.copy_(source[name]!) }
  }

  /// The parameters that have a gradient, by index.
  var active: [Int] { parameters.indices.filter { parameters[$0].gradient != nil } }

  /// Forgets all gradients.
  public func clearGradients() {
    for parameter in parameters { parameter.gradient = nil }
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
