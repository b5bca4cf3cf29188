import Foundation
import Segmentation
import Testing
import Torch

@Suite struct LossTests {
  /// Logits of two classes whose cross entropies for class 0 are `losses`.
  private func logits(_ losses: [Double]) -> Tensor {
    // −log σ(−z) = l  ⇔  z = log(eˡ − 1)
    let second = losses.map { Float(log(exp($0) - 1)) }
    return Tensor([Float](repeating: 0, count: losses.count) + second, [1, 2, 1, losses.count])
  }

  private let hard = PixelLoss.hardExamples(probability: 0.5, least: 0.25)

  @Test func hardPixelsAloneCount() throws {
    let losses = [0.1, 0.8, 0.2, 1.5, 0.3, 2.0, 0.05, 0.6]
    let labels = Tensor.zeros([1, 1, 8], .int64)
    let found = try hard(SegmentationLogits(main: logits(losses)), labels).item
    #expect(abs(found - (0.8 + 1.5 + 2.0) / 3) < 1e-5, "above −log 0.5 = 0.693")
    let all = try PixelLoss.crossEntropy(SegmentationLogits(main: logits(losses)), labels).item
    #expect(abs(all - losses.reduce(0, +) / 8) < 1e-5)
  }

  @Test func someAlwaysCount() throws {
    let losses = [0.1, 0.5, 0.2, 0.3, 0.3, 0.4, 0.05, 0.6]
    let found = try hard(SegmentationLogits(main: logits(losses)), .zeros([1, 1, 8], .int64)).item
    #expect(abs(found - 0.55) < 1e-5, "the two hardest of eight")
  }

  @Test func diceComparesAllDefectsWithBackground() throws {
    // Two pixels of three classes: a defect found with p = ¾ as one kind or the other, and background with p = ½.
    let (likely, even): (Float, Float) = (log(1.5), log(0.5))
    let logits = SegmentationLogits(main: Tensor([0, 0, likely, even, likely, even] as [Float], [1, 3, 1, 2]))
    let found: Double = 0.75 * 0.75 + 0.5 * 0.5
    let overlap: Double = 2 * 0.75 + 1
    let dice: Double = 1 - overlap / (found + 2)
    let entropy: Double = (log(8.0 / 3) + log(2)) / 2
    let loss: Double = try PixelLoss.crossEntropyAndDice(logits, Tensor([2, 0] as [Int64], [1, 1, 2])).item
    #expect(abs(loss - dice - entropy) < 1e-6)
    let blank: Double = try PixelLoss.crossEntropyAndDice(logits, .zeros([1, 1, 2], .int64)).item
    let blankEntropy: Double = (log(4) + log(2)) / 2
    let blankDice: Double = 1 - 1 / (found + 1)
    #expect(abs(blank - blankDice - blankEntropy) < 1e-6, "no defect in the batch")
  }

  @Test func boostersCountAsMuchAsTheHead() throws {
    let (main, booster) = (logits([0.2, 0.4]), logits([1, 3]))
    let found = try PixelLoss.crossEntropy(
      SegmentationLogits(main: main, auxiliary: [booster, booster]), .zeros([1, 1, 2], .int64)
    ).item
    #expect(abs(found - (0.3 + 2 + 2)) < 1e-5)
  }

  @Test func ratesFollowThePapers() {
    let wide = SegmentationTraining.paper(.biSeNetV2)
    #expect(wide.rule == .sgd && wide.rate == 0.05 && wide.decay == 5e-4)
    #expect(abs(wide.rate(at: 999) - 0.05) < 1e-12)
    let half = (wide.steps + wide.warmUp) / 2
    #expect(abs(wide.rate(at: half) - 0.05 * pow(0.5, 0.9)) < 1e-9)
    let tall = SegmentationTraining.paper(.segFormer)
    #expect(tall.rule == .adamW && tall.rate == 6e-5 && tall.headRate == 10)
    #expect(abs(tall.rate(at: 749) - 3e-5) < 1e-12, "half way up")
    #expect(tall.rate(at: tall.steps) == 0)
  }

  @Test(arguments: NetworkName.allCases)
  func shortTrainingsFallAlongACosine(name: NetworkName) {
    let training = SegmentationTraining.short(name)
    let half = (training.steps + training.warmUp) / 2
    #expect(abs(training.rate(at: half) - training.rate / 2) < 0.01 * training.rate)
    #expect(abs(training.rate * training.headRate - 1e-3) < 1e-12, "heads learn alike")
    let shorter = training.lasting(50)
    #expect((shorter.steps, shorter.warmUp) == (50, 5) && training.lasting(1000).warmUp == training.warmUp)
  }

  @Test func headsLearnFasterAndOnlyWeightsDecay() throws {
    var training = SegmentationTraining.paper(.segFormer)
    (training.rule, training.decay) = (.sgd, 0.5)
    let network = try TinyProduct.configuration(.segFormer, steps: 1).network.network(
      classes: 2, from: Generator(seed: 1))
    let before = network.stateDictionary.mapValues { $0.clone() }
    for parameter in network.parameters { parameter.gradient = parameter.detach().onesLike() }
    ParameterGroups(network, training).step(rate: 0.01)
    for (name, rate, decay) in [
      ("stages.0.embedding.weight", 0.01, 0.5), ("stages.0.norm.weight", 0.01, 0), ("decoder.exit.weight", 0.1, 0.5),
      ("decoder.exit.bias", 0.1, 0),
    ] {
      let (old, new) = (before[name]!, network.stateDictionary[name]!)
      let expected = old - (old * decay + 1) * rate
      #expect(try (new - expected).abs().max().item < 1e-6, "\(name)")
    }
  }
}
