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
  public var generatorRate = 4e-4
  /// Greatest learning rate of the discriminator.
  public var discriminatorRate = 4e-4
  /// What the discriminator is shown.
  public var judged = Judged.clean
  /// λ_local, the weight of the mask-guided branch; 0 trains without it.
  public var localWeight = 1.0
  /// The weight of |x̂0 − x_0| within the mask.
  public var reconstructionWeight = 1.0
  /// Whether the error counts by √ᾱ(t − 1), t the step: from noise alone many pictures are right, and an error that counts
  /// as much there as elsewhere pulls all of them to their mean.
  public var reconstructionFollowsSignal = true
  /// γ of R1.
  public var penalty = 0.1
  /// Steps from one R1 to the next; its weight is multiplied by as much.
  public var penaltyInterval = 15
  /// What the running mean of the generator's weights keeps in a step.
  public var averageDecay = 0.999
  /// What becomes of the background in a step.
  public var constraint = RegionConstraint.Mode.noiseMatched
  /// How pairs are varied before the discriminator sees them.
  public var augmentation = DifferentiableAugmentation()
  /// Whether convolutions are done in bfloat16; R1 is always done in float32.
  public var usesBFloat16 = true

  /// What the discriminator tells real from made by.
  public enum Judged: String, Codable, Sendable, CaseIterable {
    /// x_0 against x̂0, without noise, as in Sauer et al., "Adversarial diffusion distillation", 2023.
    case clean
    /// x_{t−1} against the posterior's draw of it, each with x_t (Xiao et al. 2022, SARD); at most steps noise hides
    /// what a young discriminator could learn from.
    case posterior
  }

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
      ("localWeight", localWeight), ("reconstructionWeight", reconstructionWeight), ("penalty", penalty),
    ] {
      try require(weight >= 0 && weight.isFinite, name, "\(weight) is not a number from 0")
    }
    try require(penaltyInterval >= 1, "penaltyInterval", "\(penaltyInterval) is less than 1")
    try require((0..<1).contains(averageDecay), "averageDecay", "\(averageDecay) is not within 0…1")
    try augmentation.validate()
  }
}
