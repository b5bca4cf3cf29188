import Foundation
import Testing
import Torch

/// A training with everything that has a state.
private struct Training {
  struct Progress: Codable, Equatable {
    var step = 0
    var seen = ["first image"]
  }

  let network: Sequential
  let optimizer: AdamW
  let average: ExponentialMovingAverage
  let generator: Generator
  let schedule = LearningRateSchedule(peak: 0.05, warmUp: 3, steps: 40)
  var progress = Progress()

  init(seed: UInt64) {
    generator = Generator(seed: seed)
    network = Sequential(
      Conv2d(2, 8, from: generator), BatchNorm2d(8), Activation.silu, Conv2d(8, 2, 1, from: generator))
    optimizer = AdamW(network.parameters, rate: 0)
    average = ExponentialMovingAverage(network, decay: 0.9)
  }

  mutating func run(_ steps: Int) throws {
    for _ in 0..<steps {
      optimizer.rate = schedule.rate(at: progress.step)
      let x = Tensor.randn([4, 2, 8, 8], from: generator)
      try mseLoss(network(x.dropout(0.2, from: generator)), x).backward()
      optimizer.step()
      average.update()
      progress.step += 1
    }
  }

  func save(to url: URL) throws {
    var checkpoint = Checkpoint()
    checkpoint["network"] = network.stateDictionary
    checkpoint["optimizer"] = optimizer.state
    checkpoint["average"] = average.state
    checkpoint["generator"] = ["state": generator.state]
    try checkpoint.note(progress, as: "progress")
    try checkpoint.write(to: url)
  }

  mutating func restore(from url: URL) throws {
    let checkpoint = try Checkpoint(contentsOf: url)
    try network.load(checkpoint.part("network"))
    try optimizer.load(checkpoint.part("optimizer"))
    try average.load(checkpoint.part("average"))
    try generator.restore(try #require(checkpoint.part("generator")["state"]))
    progress = try checkpoint.note(Progress.self, "progress")
  }
}

@Suite struct CheckpointTests {
  @Test func resumedTrainingEqualsAnUninterruptedOne() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("checkpoint.safetensors")
      var whole = Training(seed: 1)
      try whole.run(12)

      var first = Training(seed: 1)
      try first.run(5)
      try first.save(to: url)
      try first.run(2)
      var second = Training(seed: 99)
      try second.restore(from: url)
      #expect(second.progress == Training.Progress(step: 5))
      try second.run(7)

      for (name, tensor) in whole.network.stateDictionary {
        #expect(isIdentical(tensor, second.network.stateDictionary[name]!), "\(name)")
      }
      for (name, tensor) in whole.average.state { #expect(isIdentical(tensor, second.average.state[name]!), "\(name)") }
    }
  }

  @Test func equalTrainingsWriteEqualBytes() throws {
    try withTemporaryFolder { folder in
      let urls = ["a", "b"].map { folder.appendingPathComponent($0) }
      for url in urls {
        var training = Training(seed: 3)
        try training.run(3)
        try training.save(to: url)
      }
      #expect(try Data(contentsOf: urls[0]) == Data(contentsOf: urls[1]))
    }
  }

  @Test func brokenCheckpointsAreRefused() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("checkpoint.safetensors")
      try Training(seed: 1).save(to: url)
      let checkpoint = try Checkpoint(contentsOf: url)
      #expect(throws: TorchError.self) { try checkpoint.part("nothing") }
      #expect(throws: TorchError.self) { try checkpoint.note(Int.self, "nothing") }
      #expect(throws: TorchError.self) { try checkpoint.note(Int.self, "progress") }

      let data = try Data(contentsOf: url)
      try data.dropLast(1).write(to: url)
      #expect(throws: TorchError.self) { try Checkpoint(contentsOf: url) }
      try saveSafetensors(["part/a": .zeros([1])], to: url)
      #expect(throws: TorchError.self) { try Checkpoint(contentsOf: url) }
      try saveSafetensors(["a": .zeros([1])], metadata: ["format": "blemish-checkpoint-1"], to: url)
      #expect(throws: TorchError.self) { try Checkpoint(contentsOf: url) }
    }
  }
}
