import Foundation
import Torch

/// The number of a step as a vector: sines and cosines of geometrically spaced frequencies (Vaswani et al. 2017), then
/// two layers.
struct StepEmbedding: Module {
  let first: Linear
  let second: Linear
  private let width: Int

  init(_ width: Int, from generator: Generator?) {
    first = Linear(width, width, from: generator)
    second = Linear(width, width, from: generator)
    self.width = width
  }

  /// One step a sample → `[N, width]`.
  func callAsFunction(_ steps: [Int]) -> Tensor {
    let half = width / 2
    let angles = steps.flatMap { t in
      (0..<half).map { Double(t) * pow(Self.lowest, Double($0) / Double(max(1, half - 1))) }
    }
    let waves = Tensor(angles.map { Float($0) }, [steps.count, half]).to(first.weight.device)
    return second(first(.cat([waves.sin(), waves.cos()], 1)).silu())
  }

  /// The slowest frequency, against 1 of the fastest. Steps are few, so it need not be very slow.
  private static let lowest = 1e-2
}
