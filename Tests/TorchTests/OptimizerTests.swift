import Foundation
import Testing
import Torch

@Suite struct OptimizerTests {
  /// Ten steps of a small network end at the same weights as in Python.
  @Test(arguments: ["adam", "adamw", "sgd", "clipped"])
  func endsWherePythonEnds(_ name: String) throws {
    let golden = try Golden.tensors("training")
    func part(_ name: String) -> [String: Tensor] {
      let prefix = "\(name)/"
      let pairs = golden.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      return Dictionary(uniqueKeysWithValues: pairs)
    }
    let network = Sequential(
      Conv2d(3, 6, bias: false, from: nil), BatchNorm2d(6), Activation.relu, Conv2d(6, 2, 1, from: nil))
    try network.load(part("first"))
    let optimizer = try #require(Self.optimizer(name, network.parameters))
    let (x, target) = (try #require(golden["x"]), try #require(golden["target"]))
    for _ in 0..<10 {
      try mseLoss(network(x), target).backward()
      if name == "clipped" { try clipGradients(network.parameters, limit: 0.1) }
      optimizer.step()
    }
    for (name, expected) in part(name) {
      #expect(try difference(network.stateDictionary[name]!, expected) < 1e-5, "\(name)")
    }
    network.eval()
    #expect(try difference(network(x), golden["\(name)-output"]) < 1e-5)
  }

  static func optimizer(_ name: String, _ parameters: [Tensor]) -> (any Optimizer)? {
    switch name {
    case "adam": Adam(parameters, rate: 0.01, weightDecay: 0.1)
    case "adamw": AdamW(parameters, rate: 0.01, betas: (0.8, 0.95), weightDecay: 0.1)
    case "sgd": SGD(parameters, rate: 0.05, momentum: 0.9, weightDecay: 0.01, nesterov: true)
    case "clipped": SGD(parameters, rate: 0.05)
    default: nil
    }
  }

  @Test func parametersWithoutGradientStay() throws {
    let (a, b) = (Tensor.ones([2]).requiresGradient(true), Tensor.ones([2]).requiresGradient(true))
    let optimizer = AdamW([a, b], rate: 0.1)
    try a.sum().backward()
    optimizer.step()
    #expect(try a.max().item < 1 && b.min().item == 1 && a.gradient == nil)
    optimizer.step()
  }

  @Test(arguments: ["adamw", "sgd"])
  func layoutChangedOnTheWayMakesNoDifference(_ name: String) throws {
    func train(changing: Bool) throws -> [Tensor] {
      let generator = Generator(seed: 5)
      let layer = Conv2d(4, 6, from: generator)
      let optimizer = try #require(Self.optimizer(name, layer.parameters))
      let x = Tensor.randn([2, 4, 6, 6], from: generator)
      for step in 0..<6 {
        if changing, step == 3 { layer.convertToChannelsLast() }
        try layer(x).pow(2).mean().backward()
        optimizer.step()
      }
      return layer.parameters.map { $0.detach() }
    }
    for (a, b) in zip(try train(changing: false), try train(changing: true)) { #expect(try difference(a, b) < 1e-5) }
  }

  @Test func clippingKeepsTheDirection() throws {
    let a = Tensor.ones([2]).requiresGradient(true)
    a.gradient = Tensor([3, 4] as [Float])
    #expect(try clipGradients([a], limit: 1) == 5)
    #expect(try difference(a.gradient!, Tensor([0.6, 0.8] as [Float])) < 1e-6)
    #expect(abs(try clipGradients([a], limit: 2) - 1) < 1e-6)
    #expect(try difference(a.gradient!, Tensor([0.6, 0.8] as [Float])) < 1e-6)
    #expect(try gradientNorm([]) == 0)
  }

  @Test func foreignStateIsRefused() {
    let a = AdamW([Tensor.ones([2]).requiresGradient(true)], rate: 1)
    let b = AdamW([Tensor.ones([3]).requiresGradient(true)], rate: 1)
    #expect(throws: TorchError.self) { try a.load(b.state) }
    #expect(throws: TorchError.self) { try a.load([:]) }
  }

  @Test func scheduleRisesThenFalls() {
    let schedule = LearningRateSchedule(peak: 1, floor: 0.1, warmUp: 4, steps: 104)
    #expect(schedule.rate(at: 0) == 0.25 && schedule.rate(at: 3) == 1 && schedule.rate(at: 4) == 1)
    #expect(abs(schedule.rate(at: 54) - 0.55) < 1e-12)
    #expect(abs(schedule.rate(at: 104) - 0.1) < 1e-12 && abs(schedule.rate(at: 999) - 0.1) < 1e-12)
    var linear = schedule
    linear.decay = .linear
    #expect(abs(linear.rate(at: 29) - 0.775) < 1e-12)
    linear.power = 2
    #expect(abs(linear.rate(at: 54) - 0.325) < 1e-12 && abs(linear.rate(at: 104) - 0.1) < 1e-12)
    linear.decay = .constant
    #expect(linear.rate(at: 90) == 1)
  }
}
