import Detection
import Testing
import Torch

/// Logistic regression where three of ten training labels are wrong, which nothing says; held-out labels are right.
@Suite struct WrongLabelTests {
  private let x, y, heldX, heldY: Tensor
  private let isWrong: [Bool]

  init() {
    let generator = Generator(seed: 6)
    let truth = Tensor.randn([6, 1], from: generator) * 3
    (x, heldX) = (.randn([100, 6], from: generator), .randn([60, 6], from: generator))
    let wrong = (0..<100).map { $0 % 10 < 3 }
    let right = (x.matmul(truth) .> 0).to(.float32)
    let flipped = Tensor(wrong.map { $0 ? 1 as Float : 0 }, [100, 1])
    y = right + flipped - right * flipped * 2
    (heldY, isWrong) = ((heldX.matmul(truth) .> 0).to(.float32), wrong)
  }

  private func losses(_ w: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    bceWithLogits(x.matmul(w), y, .none).mean([1])
  }

  /// Trains with a free weight for each sample, which stays where it is unless it is learned.
  private func train(learning: Bool) throws -> (weights: [Double], heldOutLoss: Double) {
    let (w, double) = (Tensor.zeros([6, 1]).requiresGradient(true), Tensor.zeros([6, 1]).requiresGradient(true))
    let free = Tensor.zeros([100]).requiresGradient(true)
    let optimizer = SGD([w], rate: 0.5)
    let unroll = OneStepUnroll(parameters: [w], double: [double], rate: 0.5)
    func weights() -> Tensor { free.sigmoid() / free.sigmoid().mean() }
    for _ in 0..<200 {
      try (losses(w, x, y) * withoutGradients(weights)).mean().backward()
      optimizer.step()
      guard learning else { continue }
      let current = weights()
      let slope = try unroll.weightGradients(
        current, losses: { losses(w, x, y) }, heldOut: { losses(double, heldX, heldY).mean() })
      let direction = try gradients(of: (slope * current).sum(), [free])[0]
      _ = withoutGradients { free.add_(direction / direction.norm(), scale: -0.5) }
    }
    return (weights().detach().array(of: Float.self).map(Double.init), try losses(w, heldX, heldY).mean().item)
  }

  @Test func learnedWeightsGoToRightLabels() throws {
    let (learned, uniform) = (try train(learning: true), try train(learning: false))
    func mean(_ wrong: Bool) -> Double {
      let chosen = zip(learned.weights, isWrong).filter { $1 == wrong }.map(\.0)
      return chosen.reduce(0, +) / Double(chosen.count)
    }
    #expect(mean(true) < 0.3 * mean(false), "\(mean(true)), \(mean(false))")
    #expect(learned.heldOutLoss < 0.7 * uniform.heldOutLoss, "\(learned.heldOutLoss), \(uniform.heldOutLoss)")
    #expect(Set(uniform.weights) == [1])
  }
}
