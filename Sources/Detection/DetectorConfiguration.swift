import Backbones

/// Everything that decides what a detector is and how it is trained; saved with it.
public struct DetectorConfiguration: Codable, Sendable, Equatable {
  /// The frozen networks whose features are compared; several are used side by side.
  public var backbones: [BackboneName] = [.efficientNetLite2]
  /// Side of the square whose area photographs (or tiles) are scaled to, px; 0 lets the photographs decide, from 256 to 448
  /// by how much of them the product fills, and tiles be seen at 256.
  public var side = 0
  /// Side of the neighbourhood that features are averaged over, in cells of their level; odd.
  public var neighbourhood = 3
  /// Good images whose features are kept in memory; more are sampled down.
  public var memoryImages = 400
  /// The memories of each backbone.
  public var memories = MemoryKind.standard
  /// Feature vectors in each memory, half as many in that of the deepest levels.
  public var memorySize = 4000
  /// The most of the candidates that become vectors of a memory, a share of them.
  public var memoryShare = 1.0
  /// Positions, drawn at random, that vectors are chosen from.
  public var memoryCandidates = 200_000
  /// Whether good images and samples are also learned from under another day's light, noise, focus and file.
  public var varied = true
  /// Synthetic samples used; of more, as many from all over the set.
  public var samples = 400
  /// The segmentation head and its training.
  public var head = HeadConfiguration()
  /// Weight of the head's standardised map beside the memories' in the map that is shown.
  public var headWeight = 4.0
  /// The same in the score of an image.
  public var scoreHeadWeight = 2.0
  /// Standard deviation of the Gaussian over the memory's distance map, px.
  public var distanceSmoothing = 4.0
  /// Standard deviation of the Gaussian over the head's map, px.
  public var headSmoothing = 2.0
  /// Standard deviation of a second, wide Gaussian over the combined map, px: evidence for defects larger than a patch.
  public var contextSmoothing = 32.0
  /// Weight of the widely smoothed map beside the combined map itself.
  public var contextWeight = 0.5
  /// Share of the map's highest pixels whose mean is the image's score; at least one pixel.
  public var scoreShare = 0.006
  /// How much an alarm counts far away from the product, where the photographs show one; 1: as much as on it.
  public var besideWeight = 0.5
  /// Share of good images that the threshold may flag, estimated on validation images.
  public var imageFalsePositiveRate = 0.01
  /// Share of the good training images held out for thresholds.
  public var validationShare = 0.1
  /// For images larger than `side`: cut them into tiles of their own resolution instead of shrinking them.
  public var tiling: Tiling?

  /// How large images are cut.
  public struct Tiling: Codable, Sendable, Equatable {
    /// Side of a tile in the photograph, px.
    public var side: Int
    /// Least overlap of neighbouring tiles, px.
    public var overlap: Int

    /// Tiles of `side` px that overlap by at least a quarter, unless said otherwise.
    public init(side: Int, overlap: Int? = nil) { (self.side, self.overlap) = (side, overlap ?? side / 4) }
  }

  /// The standard settings.
  public init() {}

  /// - Throws: `DetectionError.invalidConfiguration`.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      if !condition { throw DetectionError.invalidConfiguration(name: name, reason: reason) }
    }
    try require(!backbones.isEmpty, "backbones", "at least one is needed")
    try require(
      side == 0 || (side >= 64 && side <= 2048 && side % 32 == 0), "side",
      "\(side) is neither 0 nor a multiple of 32 in 64 ... 2048")
    try require(
      (1...63).contains(neighbourhood) && neighbourhood % 2 == 1, "neighbourhood",
      "\(neighbourhood) is not an odd number in 1 ... 63")
    try require(memoryImages >= 2, "memoryImages", "\(memoryImages) is less than 2: an image is compared with others")
    try require(
      Set(memories).count == memories.count && !memories.isEmpty, "memories",
      "one or more are needed, each once: \(MemoryKind.allCases.map(\.rawValue).joined(separator: ", "))")
    try require(
      head.steps == 0 || MemoryKind.compared.allSatisfy(memories.contains), "memories",
      "the head compares with fine and middle; head.steps=0 does without a head")
    try require(memorySize >= 64, "memorySize", "\(memorySize) is less than 64")
    try require(memoryCandidates >= 64, "memoryCandidates", "\(memoryCandidates) is less than 64")
    for (name, share) in [("memoryShare", memoryShare), ("besideWeight", besideWeight)] {
      try require(share > 0 && share <= 1, name, "\(share) is not above 0 and at most 1")
    }
    try require(samples >= 0, "samples", "\(samples) is negative")
    for (name, value) in [
      ("headWeight", headWeight), ("scoreHeadWeight", scoreHeadWeight),
      ("distanceSmoothing", distanceSmoothing), ("headSmoothing", headSmoothing),
      ("contextSmoothing", contextSmoothing), ("contextWeight", contextWeight),
    ] {
      try require(value >= 0 && value.isFinite, name, "\(value) is negative or no number")
    }
    try require(scoreShare > 0 && scoreShare <= 1, "scoreShare", "\(scoreShare) is not above 0 and at most 1")
    try head.validate()
    for (name, rate) in [
      ("imageFalsePositiveRate", imageFalsePositiveRate), ("validationShare", validationShare),
    ] {
      try require(rate > 0 && rate < 1, name, "\(rate) is not between 0 and 1")
    }
    if let tiling {
      try require(
        tiling.side >= 32 && (0..<tiling.side).contains(tiling.overlap), "tiling",
        "tiles of \(tiling.side) px that overlap by \(tiling.overlap) px: 32 px is the least, the overlap is smaller")
    }
  }
}

/// The segmentation head and how it is trained.
public struct HeadConfiguration: Codable, Sendable, Equatable {
  /// Channels of its layers.
  public var width = 64
  /// Steps of training; 0 leaves the head out.
  public var steps = 400
  /// Images a step; 5 of 8 are synthetic.
  public var batch = 8
  /// Share of a batch that are decoys (``SampleRecord/decoy``), where the samples have any, in the place of good images.
  public var decoys = 0.125
  /// Peak learning rate.
  public var rate = 2e-3
  /// AdamW's weight decay.
  public var decay = 1e-2
  /// Share of input channels dropped in training.
  public var dropout = 0.1
  /// Length of the step that turns noise in features towards what the head takes for good, as a share of the noise's;
  /// 0 leaves it as it was drawn.
  public var ascent = 0.0
  /// Share of a batch's cells, those of the greatest losses, that are learned from.
  public var hardestShare = 1.0
  /// Least share of a cell's area that a defect covers where the cell counts as defective.
  public var coverage = 0.25
  /// Changes under this share of a sample's strong ones do not count either way; 0 teaches the whole mask.
  public var visibleShare = 0.25
  /// How much each sample counts.
  public var weights = SampleWeighting.uniform
  /// How weights are learned, where they are.
  public var bilevel = BilevelConfiguration()

  /// The standard settings.
  public init() {}

  /// - Throws: `DetectionError.invalidConfiguration`.
  func validate() throws {
    try bilevel.validate()
    for (name, isValid, range) in [
      ("head.width", (1...4096).contains(width), "in 1 ... 4096"), ("head.steps", steps >= 0, "at least 0"),
      ("head.batch", batch >= 4, "at least 4"), ("head.rate", rate > 0 && rate.isFinite, "a number above 0"),
      ("head.decoys", decoys >= 0 && decoys <= 0.25, "in 0 ... 0.25"),
      ("head.decay", decay >= 0 && decay.isFinite, "a number from 0"),
      ("head.dropout", dropout >= 0 && dropout < 1, "in 0 ..< 1"),
      ("head.visibleShare", visibleShare >= 0 && visibleShare < 1, "in 0 ..< 1"),
      ("head.ascent", ascent >= 0 && ascent.isFinite, "a number from 0"),
      ("head.hardestShare", hardestShare > 0 && hardestShare <= 1, "above 0 and at most 1"),
      ("head.coverage", coverage >= 0 && coverage < 1, "in 0 ..< 1"),
    ] where !isValid {
      throw DetectionError.invalidConfiguration(name: name, reason: "is not \(range)")
    }
  }
}

/// How much time to spend.
public enum Profile: String, Codable, Sendable, CaseIterable {
  /// A first look within three minutes.
  case quick
  /// The one that published figures are made with.
  case standard
  /// More samples, more memory, both backbones.
  case thorough

  /// The settings that the profile stands for.
  public var configuration: DetectorConfiguration {
    var configuration = DetectorConfiguration()
    switch self {
    case .quick:
      configuration.memoryImages = 80
      configuration.memorySize = 3000
      configuration.samples = 120
      configuration.head.steps = 120
    case .standard: break
    case .thorough:
      configuration.backbones = [.efficientNetLite0, .efficientNetLite2]
      configuration.memoryImages = 800
      configuration.memorySize = 12000
      configuration.samples = 1000
      configuration.head.steps = 1500
    }
    return configuration
  }
}
