import Diffusion
import Foundation
import Imaging
import Randomness
import Torch

/// What a diffusion generator costs in time of cores, which other programs do not disturb: a picture, and a step of
/// training. Each picture and each half of a step is the work of one core. Weights do not matter, so they are random.
struct DiffusionSpeed {
  /// Greatest core time of a picture in four steps, s, by side: 5 and 1.2 pictures a second on two cores.
  private static let allowed = [128: 0.4, 256: 1.66]
  /// Core time that a training may take, s: 45 minutes on two cores.
  private static let budget = 2 * 45.0 * 60
  private static let types = 3
  /// Steps of training that are measured.
  private static let steps = 15
  private let stream = RandomStream(seed: 1, key: "diffusion speed")

  /// Measures and prints.
  /// - Throws: what training throws.
  func run() throws {
    let sizes = [("small", DiffusionConfiguration.small(types: Self.types)), ("base", .base(types: Self.types))]
    for (name, configuration) in sizes {
      for steps in [1, 2, 4, 8] {
        var configuration = configuration
        configuration.steps = steps
        let seconds = sampling(configuration)
        var verdict = ""
        if steps == 4, let allowed = Self.allowed[configuration.side] {
          verdict = String(format: "   %@ %.2f s", seconds <= allowed ? "within" : "ABOVE", allowed)
        }
        print(
          String(format: "%@, %d px, T = %d   %.3f s a picture", name, configuration.side, steps, seconds) + verdict)
      }
    }
    for usesBFloat16 in [true, false] {
      let seconds = try training(.small(types: Self.types), usesBFloat16: usesBFloat16)
      print(
        String(
          format: "small, a step on 4 examples, %@   %.2f s; %.0f steps in 45 min of two cores",
          usesBFloat16 ? "bfloat16" : "float32", seconds, Self.budget / seconds))
    }
  }

  /// Seconds a picture, the best of three rounds.
  private func sampling(_ configuration: DiffusionConfiguration) -> Double {
    let network = DenoisingGenerator(configuration, from: Generator(seed: 1))
    let sampler = DiffusionSampler(network)
    let side = configuration.side
    var mask = Mask(width: side, height: side)
    for y in side / 4..<side / 2 { for x in side / 4..<side / 2 { mask[y, x] = true } }
    let request = DiffusionSampler.Request(
      photograph: Image(width: side, height: side, channels: configuration.channels, filledWith: 0.5), mask: mask,
      type: 0)
    let requests = [DiffusionSampler.Request](repeating: request, count: 2)
    return (0..<3).map { _ in coreTime { _ = sampler.pictures(for: requests, using: stream) } }.min()! / 2
  }

  /// Seconds a step.
  private func training(_ configuration: DiffusionConfiguration, usesBFloat16: Bool) throws -> Double {
    var training = DiffusionTraining(steps: 1000)
    training.usesBFloat16 = usesBFloat16
    let trainer = try DiffusionTrainer(configuration, training: training, seed: 1)
    let numbers = Generator(seed: 1)
    let side = configuration.side
    let line = ((Tensor.arange(side) - Double(side) / 2).abs() .< Double(side) / 8).to(.float32)
    let mask = (line.reshape(1, 1, side, 1) * line.reshape(1, 1, 1, side)).expand(training.batch, 1, side, side)
      .contiguous()
    let examples = DefectExamples(
      pictures: .rand([training.batch, configuration.channels, side, side], from: numbers), mask: mask, coverage: mask,
      types: Tensor((0..<training.batch).map { $0 % Self.types }, [training.batch]))
    let total = try coreTime { for _ in 0..<Self.steps { try trainer.step(examples) } }
    return total / Double(Self.steps)
  }

  /// What this process takes from all cores to do `body`, s.
  private func coreTime(_ body: () throws -> Void) rethrows -> Double {
    let start = clock()
    try body()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }
}
