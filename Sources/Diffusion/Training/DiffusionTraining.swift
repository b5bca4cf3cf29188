/// How a diffusion generator is trained.
public struct DiffusionTraining: Codable, Sendable, Equatable {
  /// Steps of the optimisers.
  public var steps: Int
  /// Examples in a step.
  public var batch = 4
  /// Parts of a batch that are worked on at the same time, on one core each. It belongs to the settings, not to the
  /// machine, so that results do not depend on how many cores there are.
  public var shards = 2
  /// Greatest learning rate of the generator.
  public var generatorRate = 1e-3
  /// Greatest learning rate of the discriminator.
  public var discriminatorRate = 4e-4
  /// λ_local, the weight of the mask-guided branch; 0 trains without it.
  public var localWeight = 1.0
  /// The weight of the discriminator's judgement beside the error of the network, whose target has variance 1.
  public var adversarialWeight = 0.1
  /// The weight of the distance of textures, likewise.
  public var textureWeight = 1.0
  /// Directions along which textures are compared, on each level of features.
  public var textureDirections = 32
  /// What the running mean of the generator's weights keeps in a step.
  public var averageDecay = 0.999
  /// What becomes of the background in a step.
  public var constraint = RegionConstraint.Mode.noiseMatched
  /// How pairs are varied before the discriminator sees them.
  public var augmentation = DifferentiableAugmentation()
  /// Whether convolutions are done in bfloat16.
  public var usesBFloat16 = true

  /// A training of `steps` steps.
  public init(steps: Int) { self.steps = steps }

  /// - Throws: `DiffusionError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    let require = DiffusionError.require
    try require(steps >= 0, "steps", "\(steps) is negative")
    try require(shards >= 1, "shards", "\(shards) is less than 1")
    try require(batch >= 1 && batch % shards == 0, "batch", "\(batch) is not a multiple of \(shards) shards")
    for (name, rate) in [("generatorRate", generatorRate), ("discriminatorRate", discriminatorRate)] {
      try require(rate > 0 && rate < 1, name, "\(rate) is not within 0…1")
    }
    for (name, weight) in [
      ("localWeight", localWeight), ("adversarialWeight", adversarialWeight), ("textureWeight", textureWeight),
    ] {
      try require(weight >= 0 && weight.isFinite, name, "\(weight) is not a number from 0")
    }
    try require(textureDirections >= 1, "textureDirections", "\(textureDirections) is less than 1")
    try require((0..<1).contains(averageDecay), "averageDecay", "\(averageDecay) is not within 0…1")
    try augmentation.validate()
  }
}
