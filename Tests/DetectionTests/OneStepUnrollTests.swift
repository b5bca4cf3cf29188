import Detection
import Testing
import Torch

/// The squared errors of tanh(x W) u, one an input: two layers, so that the loss is not quadratic in the parameters.
private func losses(_ x: Tensor, _ y: Tensor, _ p: [Tensor]) -> Tensor {
  let error = x.matmul(p[0]).tanh().matmul(p[1]) - y
  return (error * error).mean([1])
}

/// The gradient by the samples' weights against independent ways to get it, in double precision.
@Suite struct OneStepUnrollTests {
  private struct Problem {
    let parameters, double: [Tensor]
    let x, y, heldX, heldY, weights: Tensor
    let rate = 0.3

    init() {
      let generator = Generator(seed: 4)
      let random = { (shape: [Int]) in Tensor.randn(shape, from: generator).to(.float64) }
      parameters = [random([3, 5]), random([5, 2])].map { $0.requiresGradient(true) }
      double = [random([3, 5]), random([5, 2])].map { $0.requiresGradient(true) }
      (x, y) = (random([6, 3]), random([6, 2]))
      (heldX, heldY) = (random([4, 3]), random([4, 2]))
      weights = Tensor([0.2, 1.5, 0.9, 0, 2.1, 1.3]).to(.float64)
    }

    /// The held-out loss after the step, as a number.
    func loss(after weights: Tensor) throws -> Double {
      let slopes = try gradients(of: (losses(x, y, parameters) * weights).mean(), parameters)
      let moved = zip(parameters, slopes).map { ($0 - $1 * rate).detach() }
      return try losses(heldX, heldY, moved).mean().item
    }

    func answer() throws -> [Double] {
      let unroll = OneStepUnroll(parameters: parameters, double: double, rate: rate)
      return try unroll.weightGradients(
        weights, losses: { losses(x, y, parameters) }, heldOut: { losses(heldX, heldY, double).mean() }
      ).array(of: Double.self)
    }
  }

  @Test func equalsFiniteDifferences() throws {
    let problem = Problem()
    let found = try problem.answer()
    for index in 0..<6 {
      var step = [Double](repeating: 0, count: 6)
      step[index] = 1e-4
      let move = Tensor(step).to(.float64)
      let difference = try problem.loss(after: problem.weights + move) - problem.loss(after: problem.weights - move)
      #expect(abs(found[index] - difference / 2e-4) < 1e-8)
    }
  }

  /// The whole computation, step included, differentiated by autograd.
  @Test func equalsBruteForceUnrolling() throws {
    let problem = Problem()
    let w = problem.weights.clone().requiresGradient(true)
    let slopes = try gradients(
      of: (losses(problem.x, problem.y, problem.parameters) * w).mean(), problem.parameters, createGraph: true)
    let moved = zip(problem.parameters, slopes).map { $0 - $1 * problem.rate }
    let whole = try gradients(of: losses(problem.heldX, problem.heldY, moved).mean(), [w])[0]
    for (a, b) in zip(try problem.answer(), whole.array(of: Double.self)) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func theNetworkIsLeftAsItWas() throws {
    let problem = Problem()
    let before = problem.parameters.map { $0.array(of: Double.self) }
    _ = try problem.answer()
    #expect(problem.parameters.map { $0.array(of: Double.self) } == before)
    #expect(problem.parameters.allSatisfy { $0.gradient == nil })
  }
}
