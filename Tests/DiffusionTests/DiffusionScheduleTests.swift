import Diffusion
import Foundation
import Testing

@Suite struct DiffusionScheduleTests {
  @Test func noiseRisesGeometrically() {
    let schedule = DiffusionSchedule(steps: 4, leastNoise: 0.05, greatestNoise: 50)
    for (t, noise) in [0, 0.05, 0.5, 5, 50].enumerated() {
      #expect(abs(schedule.noise(t) - noise) <= 1e-12 * noise)
      let (signal, variance) = schedule.marginal(t)
      #expect(abs(variance.squareRoot() - noise * signal) < 1e-12)
      #expect(abs(signal * signal + variance - 1) < 1e-12)
    }
    #expect(schedule.signalPower(0) == 1)
    // One step alone begins with noise.
    #expect(DiffusionSchedule(steps: 1).noise(1) == DiffusionSchedule().noise(8))
  }

  @Test(arguments: 1...8)
  func powersFall(steps: Int) {
    let schedule = DiffusionSchedule(steps: steps)
    for t in 1...steps { #expect(schedule.signalPower(t) < schedule.signalPower(t - 1)) }
    #expect(schedule.signalPower(steps) < 1e-3)
  }

  /// Conditioning by brute force: the joint Gaussian of (x_e, x_s) given x_0, on whose second part x_s is fixed.
  @Test(arguments: 1...8)
  func posteriorsAreThoseOfTheJointGaussian(steps: Int) {
    let schedule = DiffusionSchedule(steps: steps)
    for s in 1...steps {
      for e in 0..<s {
        let (near, far, step) = (schedule.marginal(e), schedule.marginal(s), schedule.forward(from: e, to: s))
        let covariance = step.signal * near.variance
        let gain = covariance / (step.signal * step.signal * near.variance + step.variance)
        let found = schedule.posterior(from: s, to: e)
        #expect(abs(found.noisy - gain) < 1e-12)
        #expect(abs(found.clean - (near.signal - gain * far.signal)) < 1e-12)
        #expect(abs(found.variance - (near.variance - gain * covariance)) < 1e-12)
      }
    }
  }

  @Test(arguments: 1...8)
  func noiseAddedInTwoStepsIsNoiseAddedInOne(steps: Int) {
    let schedule = DiffusionSchedule(steps: steps)
    for t in 0..<steps {
      let (before, step, after) = (schedule.marginal(t), schedule.forward(from: t, to: t + 1), schedule.marginal(t + 1))
      #expect(abs(step.signal * before.signal - after.signal) < 1e-12)
      #expect(abs(step.signal * step.signal * before.variance + step.variance - after.variance) < 1e-12)
    }
  }

  /// A jump is what single steps amount to, the same x_0 given to each.
  @Test func aJumpIsItsSteps() {
    let schedule = DiffusionSchedule(steps: 6)
    let (first, second) = (schedule.posterior(from: 5, to: 4), schedule.posterior(from: 4, to: 3))
    let jump = schedule.posterior(from: 5, to: 3)
    #expect(abs(second.noisy * first.noisy - jump.noisy) < 1e-12)
    #expect(abs(second.noisy * first.clean + second.clean - jump.clean) < 1e-12)
    #expect(abs(second.noisy * second.noisy * first.variance + second.variance - jump.variance) < 1e-12)
  }

  @Test(arguments: 1...8)
  func theLastStepGivesThePicture(steps: Int) {
    let schedule = DiffusionSchedule(steps: steps)
    for s in 1...steps {
      let last = schedule.posterior(from: s, to: 0)
      #expect(last.clean == 1 && last.noisy == 0 && last.variance == 0)
    }
  }

  @Test func itSurvivesJSON() throws {
    let schedule = DiffusionSchedule(steps: 3, leastNoise: 0.02, greatestNoise: 15)
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(DiffusionSchedule.self, from: data) == schedule)
  }
}
