import Diffusion
import Foundation
import Imaging
import Randomness
import Testing
import Torch

@Suite struct TrainingTests {
  /// Grey photographs with a bright or dark square of 8 px by its type.
  private static func examples(_ stream: RandomStream) -> DefectExamples {
    var stream = stream
    let numbers = Generator(seed: stream.next())
    let condition = DefectCondition.squares(4)
    let light = condition.types.to(.float32).reshape(4, 1, 1, 1) - 0.5
    let pictures = Tensor.randn([4, 3, 32, 32], from: numbers) * 0.01 + condition.mask * light
    return DefectExamples(
      pictures: pictures, mask: condition.mask, coverage: condition.coverage, types: condition.types)
  }

  private func trainer(_ steps: Int, change: (inout DiffusionTraining) -> Void = { _ in }) throws -> DiffusionTrainer {
    var training = DiffusionTraining(steps: steps)
    (training.generatorRate, training.averageDecay) = (2e-3, 0.9)
    change(&training)
    return try DiffusionTrainer(.tiny, training: training, seed: 3)
  }

  private func weights(_ network: DenoisingGenerator) -> [[Float]] {
    network.state.map { $0.tensor.array(of: Float.self) }
  }

  @Test func theErrorFallsOnAFewExamples() throws {
    var errors: [Double] = []
    var judged: [Double] = []
    let trainer = try trainer(60)
    try trainer.run(
      progress: {
        errors.append($0.losses.reconstruction)
        judged.append($0.losses.discriminator)
      }, examples: { Self.examples($1) })
    let mean = { (values: ArraySlice<Double>) in values.reduce(0, +) / Double(values.count) }
    #expect(mean(errors.suffix(10)) < 0.75 * mean(errors.prefix(10)), "\(errors.first!) \(errors.suffix(10))")
    // It learns something, without winning outright.
    #expect(mean(judged.suffix(10)) < judged[0] && mean(judged.suffix(10)) > 0.05)
    // Sampled from noise, each type has its light.
    let lights = try (0..<2).map { try light(ofType: $0, by: DiffusionSampler(trainer.averaged())) }
    #expect(lights[0] < 0.4 && lights[1] > 0.6, "\(lights)")
  }

  /// Mean light, 0…1, of a sampled defect on grey.
  private func light(ofType type: Int, by sampler: DiffusionSampler) throws -> Double {
    let examples = Self.examples(RandomStream(seed: 9, key: "sampled"))
    let mask = Mask(width: 32, height: 32, values: examples.mask.select(0, 0).array(of: Float.self).map { UInt8($0) })
    let grey = Image(width: 32, height: 32, channels: 3, filledWith: 0.5)
    let made = sampler.picture(
      for: .init(photograph: grey, mask: mask, type: type), using: RandomStream(seed: 2, key: "sampled"))
    let inside = made.pixels.indices.filter { mask.values[$0 % made.area] == 1 }
    return inside.reduce(0) { $0 + Double(made.pixels[$1]) } / Double(inside.count)
  }

  @Test func sameSeedSameBytesOnAnyNumberOfThreads() throws {
    func trained(_ threads: Int) throws -> [[Float]] {
      let trainer = try trainer(3)
      try withThreads(threads) { try trainer.run { Self.examples($1) } }
      return weights(try trainer.averaged())
    }
    let first = try trained(1)
    #expect(try trained(2) == first)
  }

  @Test func aResumedTrainingEndsAtTheSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("diffusion-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("checkpoint.safetensors")
    let whole = try trainer(6)
    try whole.run { Self.examples($1) }

    let first = try trainer(6)
    #expect(throws: DiffusionError.cancelled) {
      try first.run(checkpoint: file, isCancelled: { first.done == 3 }, examples: { Self.examples($1) })
    }
    let second = try trainer(6)
    var steps: [Int] = []
    try second.run(checkpoint: file, progress: { steps.append($0.done) }, examples: { Self.examples($1) })
    #expect(steps == [4, 5, 6])
    #expect(weights(second.generator) == weights(whole.generator))
    #expect(weights(try second.averaged()) == weights(try whole.averaged()))

    let other = try trainer(6) { $0.localWeight = 0 }
    #expect(throws: DiffusionError.otherTraining(path: file.path)) { try other.load(file) }
    try Data("nonsense".utf8).write(to: file)
    #expect(throws: DiffusionError.self) { try trainer(6).load(file) }
  }

  @Test(arguments: RegionConstraint.Mode.allCases, [0.0, 1.0])
  func everyAblationTrains(mode: RegionConstraint.Mode, localWeight: Double) throws {
    let trainer = try trainer(1) { ($0.constraint, $0.localWeight) = (mode, localWeight) }
    let losses = try trainer.step(Self.examples(RandomStream(seed: 1, key: "ablation")))
    #expect(losses.discriminator > 0 && losses.texture > 0 && losses.reconstruction > 0)
  }

  @Test func wrongSettingsAreSaid() {
    let wrong: [(inout DiffusionTraining) -> Void] = [
      { $0.steps = -1 }, { $0.batch = 3 }, { $0.shards = 0 }, { $0.generatorRate = 0 }, { $0.localWeight = -1 },
      { $0.adversarialWeight = .nan }, { $0.textureWeight = -1 }, { $0.textureDirections = 0 }, { $0.averageDecay = 1 },
    ]
    for spoil in wrong { #expect(throws: DiffusionError.self) { _ = try trainer(1, change: spoil) } }
  }
}
