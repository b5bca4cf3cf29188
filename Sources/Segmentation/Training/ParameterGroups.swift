import Torch

/// The optimisers of a network's parts: heads may learn faster than the backbone, and only weights of convolutions and
/// linear layers decay.
package final class ParameterGroups {
  private let groups: [(optimizer: any Optimizer, factor: Double)]

  /// Optimisers for all parameters of `network`.
  package init(_ network: some SegmentationNetwork, _ training: SegmentationTraining) {
    var parts: [[Tensor]] = [[], [], [], []]
    for entry in network.state where entry.isParameter {
      let isHead = type(of: network).isHead(entry.name)
      parts[(isHead ? 2 : 0) + (entry.tensor.dim > 1 ? 1 : 0)].append(entry.tensor)
    }
    groups = parts.enumerated().map { index, parameters in
      let decay = index % 2 == 1 ? training.decay : 0
      let optimizer: any Optimizer =
        switch training.rule {
        case .sgd: SGD(parameters, rate: training.rate, momentum: 0.9, weightDecay: decay)
        case .adamW: AdamW(parameters, rate: training.rate, weightDecay: decay)
        }
      return (optimizer, index >= 2 ? training.headRate : 1)
    }
  }

  /// A step at the backbone's `rate`.
  package func step(rate: Double) {
    for group in groups {
      group.optimizer.rate = rate * group.factor
      group.optimizer.step()
    }
  }

  /// All optimisers' tensors by name.
  var state: [String: Tensor] {
    var all: [String: Tensor] = [:]
    for (index, group) in groups.enumerated() {
      for (name, tensor) in group.optimizer.state { all["\(index).\(name)"] = tensor }
    }
    return all
  }

  /// Goes on from a ``state`` saved before.
  func load(_ state: [String: Tensor]) throws {
    for (index, group) in groups.enumerated() {
      try group.optimizer.load(state.part("\(index)."))
    }
  }
}
