/// The form of a diffusion generator and its discriminator, kept with the weights.
public struct DiffusionConfiguration: Codable, Sendable, Equatable {
  /// Side of the pictures, px; divisible by 2 to the power of the number of levels.
  public var side: Int
  /// Channels of the pictures, 1 or 3.
  public var channels = 3
  /// How many types of defects there are.
  public var types: Int
  /// T, the number of steps, 1…8.
  public var steps = 8
  /// σ(1), the noise that the last step takes away, of pictures of −1…1.
  public var leastNoise = 0.05
  /// σ(T), the noise of the first step.
  public var greatestNoise = 40.0
  /// Channels of the generator on its finest level, which has half the pictures' resolution; divisible by 8.
  public var width = 40
  /// Channels on each level as multiples of ``width``, finest first; the last level has attention.
  public var multiples: [Int]
  /// Residual blocks on each level, down and up each.
  public var blocks = 2
  /// Length of the latent z.
  public var latent = 64
  /// Length of the vector that modulates the blocks.
  public var embedding = 128
  /// Channels of each branch of the discriminator on the finest level.
  public var discriminatorWidth = 32
  /// By how much the mask is dilated before the mask-guided branch looks through it, px, 5…9.
  public var margin = 7

  /// For pictures of 128 × 128 px: about 5 million parameters.
  public static func small(types: Int) -> DiffusionConfiguration {
    DiffusionConfiguration(side: 128, types: types, multiples: [1, 2, 4])
  }

  /// For pictures of 256 × 256 px; the coarsest level again has 16 × 16 cells.
  public static func base(types: Int) -> DiffusionConfiguration {
    var configuration = DiffusionConfiguration(side: 256, types: types, multiples: [1, 2, 4, 4])
    (configuration.width, configuration.embedding) = (48, 192)
    return configuration
  }

  /// A configuration of its own.
  public init(side: Int, types: Int, multiples: [Int]) {
    (self.side, self.types, self.multiples) = (side, types, multiples)
  }

  /// The noise schedule; call ``validate()`` before on settings from outside.
  public var schedule: DiffusionSchedule {
    DiffusionSchedule(steps: steps, leastNoise: leastNoise, greatestNoise: greatestNoise)
  }

  /// - Throws: `DiffusionError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    let require = DiffusionError.require
    try require(!multiples.isEmpty && multiples.count <= 8, "multiples", "\(multiples.count) levels, not 1…8")
    try require(multiples.allSatisfy { $0 >= 1 }, "multiples", "\(multiples) are not all positive")
    let cell = max(8, 1 << multiples.count)
    try require(side >= 2 * cell && side % cell == 0, "side", "\(side) px is not a multiple of \(cell), at least twice")
    try require(channels == 1 || channels == 3, "channels", "\(channels) is neither 1 nor 3")
    try require(types >= 1, "types", "\(types) is less than 1")
    try require((1...8).contains(steps), "steps", "\(steps) is not within 1…8")
    try require(leastNoise > 0 && leastNoise < 1, "leastNoise", "\(leastNoise) is not within 0…1")
    try require((1...1000).contains(greatestNoise), "greatestNoise", "\(greatestNoise) is not within 1…1000")
    try require(width >= 8 && width % 8 == 0, "width", "\(width) is not a multiple of 8")
    try require(blocks >= 1, "blocks", "\(blocks) is less than 1")
    try require(latent >= 1, "latent", "\(latent) is less than 1")
    try require(embedding >= 8 && embedding % 2 == 0, "embedding", "\(embedding) is odd or less than 8")
    try require(discriminatorWidth >= 8, "discriminatorWidth", "\(discriminatorWidth) is less than 8")
    try require((5...9).contains(margin), "margin", "\(margin) px is not within 5…9")
  }
}
