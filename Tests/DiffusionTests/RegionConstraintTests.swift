import Diffusion
import Testing
import Torch

@Suite struct RegionConstraintTests {
  init() { setThreads(1) }

  private static let side = 64
  private let schedule = DiffusionSchedule(steps: 4)
  private let generator = Generator(seed: 11)
  /// Grey 0.4 all over.
  private let background = Tensor.full([2, 3, side, side], 0.4)
  /// The left half.
  private let mask = (Tensor.arange(side) .< Double(side / 2)).to(.float32).reshape(1, 1, 1, side)
    .expand(2, 1, side, side)

  private func noise() -> Tensor { background.randnLike(from: generator) }
  private func right(_ x: Tensor) -> Tensor { x.slice(3, Self.side / 2..<Self.side) }

  private func constraint(_ mode: RegionConstraint.Mode) -> RegionConstraint {
    RegionConstraint(mode, background: background, mask: mask, schedule: schedule)
  }

  /// Denoises with a network that says 0.9 everywhere; x of every step from T to 0.
  private func run(_ mode: RegionConstraint.Mode) -> [Tensor] {
    let constraint = constraint(mode)
    var x = [constraint.start(noise: noise())]
    for t in stride(from: schedule.steps - 1, through: 0, by: -1) {
      let sample = schedule.denoised(
        x.last!, picture: background.fullLike(0.9), from: [t + 1, t + 1], to: [t, t], noise: noise())
      x.append(constraint.constrained(sample, at: t, previous: x.last!, noise: noise()))
    }
    return x
  }

  /// Mean and variance are those of q(x_bg, t), within five deviations of their estimates.
  @Test func theBackgroundHasTheNoiseOfEachStep() throws {
    for (i, x) in run(.noiseMatched).enumerated() {
      let (signal, variance) = schedule.marginal(schedule.steps - i)
      let around = right(x)
      let count = Double(around.count)
      #expect(abs(try around.mean().item - signal * 0.4) <= 5 * (variance / count).squareRoot() + 1e-6)
      #expect(abs(try around.variance().item - variance) <= 5 * variance * (2 / count).squareRoot() + 1e-6)
    }
  }

  @Test func literallyTheBackgroundKeepsTheNoiseOfTheFirstStep() throws {
    let steps = run(.literal)
    for x in steps { #expect(try abs(right(x).variance().item - 1) < 0.05) }
    #expect(schedule.marginal(1).variance < 0.5)
    // The region itself is denoised all the same.
    #expect(try (steps.last!.slice(3, 0..<Self.side / 2) - 0.9).abs().max().item < 1e-6)
  }

  /// A draft begins with the noise of its step, and has around it what a sampling from step T would have there.
  @Test(arguments: [(RegionConstraint.Mode.noiseMatched, 1), (.literal, 4)])
  func draftsBeginWithinTheirSurroundings(mode: RegionConstraint.Mode, step: Int) throws {
    let x = constraint(mode).start(from: background.fullLike(0.9), at: 1, noise: noise())
    let left = x.slice(3, 0..<Self.side / 2)
    for (part, light, t) in [(left, 0.9, 1), (right(x), 0.4, step)] {
      let ((signal, variance), count) = (schedule.marginal(t), Double(part.count))
      #expect(abs(try part.mean().item - signal * light) <= 5 * (variance / count).squareRoot() + 1e-6)
      #expect(abs(try part.variance().item - variance) <= 5 * variance * (2 / count).squareRoot() + 1e-6)
    }
  }

  @Test func unconstrainedTheBackgroundIsTheNetworks() throws {
    #expect(try (right(run(.unconstrained).last!) - 0.9).abs().max().item < 1e-6)
  }

  @Test func compositesKeepTheBackgroundToTheBit() {
    let photograph = Tensor.rand([2, 3, Self.side, Self.side], from: generator)
    let picture = Tensor.rand([2, 3, Self.side, Self.side], from: generator)
    let composite = RegionConstraint.composite(picture, over: photograph, mask: mask)
    #expect(right(composite).array(of: Float.self) == right(photograph).array(of: Float.self))
    let left = { (x: Tensor) in x.slice(3, 0..<Self.side / 2).array(of: Float.self) }
    #expect(left(composite) == left(picture))
  }

  /// Each sample of a batch has the step that it was given.
  @Test func batchesMixSteps() throws {
    let mixed = schedule.noised(background, at: [0, 3], noise: background.onesLike())
    #expect(try (mixed.select(0, 0) - 0.4).abs().max().item == 0)
    let (signal, variance) = schedule.marginal(3)
    #expect(abs(try mixed.select(0, 1).mean().item - (signal * 0.4 + variance.squareRoot())) < 1e-6)
  }
}
