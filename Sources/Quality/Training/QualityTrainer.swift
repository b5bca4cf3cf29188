import Foundation
import Randomness
import Torch

/// Trains one network of the estimator on a single thread, and stops where photographs held back say so.
struct QualityTrainer {
  let batch: QualityBatch
  let targets: [Double]
  let weights: [Double]
  /// Samples held back for stopping and calibration.
  let heldOut: [Int]
  let configuration: QualityConfiguration
  let seed: UInt64
  /// Steps between looks at the samples held back.
  private static let interval = 20

  /// - Throws: `QualityError.diverged`; `TorchError`.
  func train() throws -> QualityEstimator.Member {
    var stream = RandomStream(seed: seed, key: "quality/network")
    let network = QualityNetwork(evidence: batch.numbers.shape[1], from: Generator(seed: stream.next()))
    let held = Set(heldOut)
    let fit = targets.indices.filter { !held.contains($0) }
    let optimizer = AdamW(network.parameters, rate: configuration.rate, weightDecay: 0.02)
    let schedule = LearningRateSchedule(
      peak: configuration.rate, warmUp: configuration.steps / 10, steps: configuration.steps)
    var best = (loss: Double.infinity, state: network.stateDictionary)
    var pack: [Int] = []
    for step in 0..<configuration.steps {
      optimizer.rate = schedule.rate(at: step)
      if pack.count < configuration.batch { pack += stream.shuffled(fit) }
      let chosen = Array(pack.prefix(configuration.batch))
      pack.removeFirst(chosen.count)
      let loss = loss(network(batch.select(chosen, symmetry: stream.integer(0...7))), chosen)
      try loss.backward()
      optimizer.step()
      guard (step + 1) % Self.interval == 0 || step + 1 == configuration.steps else { continue }
      let value = try heldOutLoss(network)
      guard value.isFinite else { throw QualityError.diverged }
      if value <= best.loss { best = (value, network.stateDictionary.mapValues { $0.clone() }) }
    }
    try network.load(best.state)
    let logits = heldOut.isEmpty ? [] : withoutGradients { network(batch.select(heldOut)).array(of: Float.self) }
    let calibration = LogitCalibration(logits: logits.map(Double.init), targets: heldOut.map { targets[$0] })
    return .init(network: network, calibration: calibration)
  }

  /// 0 without samples held back: then the last epoch's network stays.
  private func heldOutLoss(_ network: QualityNetwork) throws -> Double {
    guard !heldOut.isEmpty else { return 0 }
    return try withoutGradients { try loss(network(batch.select(heldOut)), heldOut).item }
  }

  private func loss(_ logits: Tensor, _ chosen: [Int]) -> Tensor {
    let target = Tensor(chosen.map { Float(targets[$0]) })
    return bceWithLogits(logits, target, weight: Tensor(chosen.map { Float(weights[$0]) }))
  }
}

/// Makes logits probabilities: σ(scale · logit + shift), fitted to samples held back (J. Platt 1999).
struct LogitCalibration: Codable, Sendable {
  private(set) var scale = 1.0
  private(set) var shift = 0.0

  /// Newton's method on the cross entropy, with a weak pull towards no change.
  init(logits: [Double], targets: [Double]) {
    let pull = 1.0
    for _ in 0..<20 {
      var (gradient, other) = (pull * (scale - 1), pull * shift)
      var (a, b, c) = (pull, 0.0, pull)
      for (logit, target) in zip(logits, targets) {
        let p = self(logit)
        let (error, curvature) = (p - target, p * (1 - p))
        (gradient, other) = (gradient + error * logit, other + error)
        (a, b, c) = (a + curvature * logit * logit, b + curvature * logit, c + curvature)
      }
      let determinant = a * c - b * b
      guard determinant > 1e-9 else { return }
      scale = max(0.1, scale - (c * gradient - b * other) / determinant)
      shift -= (a * other - b * gradient) / determinant
    }
  }

  func callAsFunction(_ logit: Double) -> Double { 1 / (1 + exp(-scale * logit - shift)) }
}
