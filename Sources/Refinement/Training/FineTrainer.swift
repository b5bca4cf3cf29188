import Foundation
import Randomness
import Torch

/// Trains a network on patches. One thread does it: sums in a gradient depend on how many there are.
struct FineTrainer {
  let training: FineTraining
  let set: PatchSet
  let seed: UInt64

  /// - Throws: `RefinementError.diverged`, `.cancelled`.
  func network(
    progress: (_ step: Int, _ loss: Double) -> Void, isCancelled: () -> Bool
  ) throws -> BoundarySynergyNetwork {
    var stream = RandomStream(seed: seed, key: "fine/network")
    let network = BoundarySynergyNetwork(deviations: set.deviations, from: Generator(seed: stream.next()))
    let optimizer = AdamW(network.parameters, rate: training.rate, weightDecay: 1e-4)
    let schedule = LearningRateSchedule(peak: training.rate, warmUp: training.steps / 20, steps: training.steps)
    let loss = RefinementLoss(
      deviations: set.deviations, side: training.side, spectrumWeight: training.spectrum)
    var mean: Double?
    try withThreads(1) {
      for step in 0..<training.steps {
        if isCancelled() { throw RefinementError.cancelled }
        var own = stream.split(step)
        let indices = (0..<training.batch).map { _ in own.integer(0...(set.count - 1)) }
        let (input, natural) = set.batch(indices, symmetry: own.integer(0...7))
        optimizer.rate = schedule.rate(at: step)
        let error = loss(network(input), natural, input)
        let value = try error.item
        guard value.isFinite else { throw RefinementError.diverged(step: step) }
        try error.backward()
        optimizer.step()
        let smooth = mean.map { $0 * 0.95 + value * 0.05 } ?? value
        mean = smooth
        progress(step + 1, smooth)
      }
    }
    return network
  }
}
