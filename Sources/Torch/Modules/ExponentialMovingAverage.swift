extension Ops {
  static let foreachLerp = Op("aten::_foreach_lerp_", "Scalar")
}

/// A running mean of a module's parameters over training, which often does better than the last ones; buffers are copied
/// as they are.
public final class ExponentialMovingAverage {
  private let decay: Double
  private let entries: [StateEntry]
  private let averages: [Tensor]
  private let updates: Tensor

  /// Begins at the present state of `module`. Each update keeps the fraction `decay` of the average; the first ones keep
  /// less, (1 + n) / (10 + n), to forget the beginning.
  public init(_ module: some Module, decay: Double = 0.999) {
    precondition((0..<1).contains(decay), "the decay \(decay) is not in [0, 1)")
    self.decay = decay
    entries = module.state
    averages = entries.map { $0.tensor.detach().clone() }
    updates = .zeros([], .int64)
  }

  /// Takes in the present state of the module; call it after each step.
  public func update() {
    let count = must { try updates.item }
    updates.fill_(count + 1)
    let keep = min(decay, (1 + count) / (10 + count))
    withoutGradients {
      let trained = entries.indices.filter { entries[$0].isParameter }
      must {
        try Ops.foreachLerp.all([
          .tensors(trained.map { averages[$0] }), .tensors(trained.map { entries[$0].tensor }), .double(1 - keep),
        ])
      }
      for i in entries.indices where !entries[i].isParameter { averages[i].copy_(entries[i].tensor) }
    }
  }

  /// Runs `body` with the average in the module's place.
  public func withAverages<R>(_ body: () throws -> R) rethrows -> R {
    let present = entries.map { $0.tensor.detach().clone() }
    for (entry, average) in zip(entries, averages) { entry.tensor.copy_(average) }
    defer { for (entry, value) in zip(entries, present) { entry.tensor.copy_(value) } }
    return try body()
  }

  /// The average by the module's names, and the number of updates; the tensors themselves, not copies.
  public var state: [String: Tensor] {
    var state = Dictionary(zip(entries.map(\.name), averages)) { first, _ in first }
    state["updates"] = updates
    return state
  }

  /// Goes on from a ``state`` saved before; throws ``TorchError/state(_:)`` if it does not fit.
  public func load(_ state: [String: Tensor]) throws(TorchError) {
    try copyState(from: state, to: self.state.sortedByName)
  }
}
