import Randomness
import Torch

/// Some images as the head sees them: synthetic samples with their masks first, then decoys, then good ones.
struct HeadBatch {
  /// Images by their indices in the training set.
  struct Choice {
    var samples: [Int]
    var decoys: [Int] = []
    var good: [Int]
    /// How much each of the samples counts; `nil` where all count alike.
    var weights: [Double]?
  }

  let inputs: HeadInputs
  /// 1 where a cell is defective, `[N, 1, 2G, 2G]`.
  let target: Tensor
  /// 0 where a cell is touched too little, or too faintly, to count either way.
  let weight: Tensor
  /// Which samples the first images of the batch are, `[K]`.
  let samples: Tensor

  /// Draws a batch to train on: channels are dropped, all images are turned by one random symmetry of the square.
  ///
  /// A sample is drawn as often as it counts. The mean gradient is that of losses times weights, without steps that are
  /// spent on samples that count little.
  /// - Parameters:
  ///   - pool: the images to draw from, with replacement.
  ///   - withNoise: whether the good images get noise in their features.
  ///   - head: what noise is made harder for, where that is asked for.
  init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, from pool: Choice, withNoise: Bool,
    against head: SegmentationHead, using stream: inout RandomStream
  ) throws {
    let generator = Generator(seed: stream.next())
    let synthetic = configuration.batch * 5 / 8
    let decoys = pool.decoys.isEmpty ? 0 : Int((Double(configuration.batch) * configuration.decoys).rounded())
    let drawn = Choice(
      samples: Self.draw(synthetic, from: pool.samples, pool.weights, &stream),
      decoys: Self.draw(decoys, from: pool.decoys, nil, &stream),
      good: Self.draw(configuration.batch - synthetic - decoys, from: pool.good, nil, &stream))
    let window = HeadWindow(set.good.grid)
    let symmetry = stream.integer(0...(window.isSquare ? 7 : 3))
    try self.init(
      set, configuration, of: drawn, noise: withNoise ? generator : nil, against: head, dropout: generator,
      window: (window, stream.split("window")), symmetry: symmetry)
  }

  /// Images as they are, to learn about samples from.
  init(_ set: TrainingSet, _ configuration: HeadConfiguration, of choice: Choice) throws {
    try self.init(
      set, configuration, of: choice, noise: nil, against: nil, dropout: nil, window: nil, symmetry: 0)
  }

  private init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, of choice: Choice, noise: Generator?,
    against head: SegmentationHead?, dropout: Generator?, window: (part: HeadWindow, stream: RandomStream)?,
    symmetry: Int
  ) throws {
    precondition(!choice.samples.isEmpty, "a batch has samples")
    samples = Tensor(choice.samples)
    let drawn = Tensor(choice.samples + choice.decoys).to(set.device)
    let (sampled, sampledTarget, sampledWeight) = Self.samples(drawn, set, configuration)
    var (coarse, fine, targets, weights) = ([sampled.coarse], [sampled.fine], [sampledTarget], [sampledWeight])
    if !choice.good.isEmpty {
      let (good, goodTarget) = try Self.good(
        Tensor(choice.good).to(set.device), set, noise, harder: head.map { ($0, configuration.ascent) })
      coarse.append(good.coarse)
      fine.append(good.fine)
      targets.append(goodTarget)
      weights.append(goodTarget.onesLike())
    }
    let whole = (target: Tensor.cat(targets, 0), weight: Tensor.cat(weights, 0))
    let places = window.flatMap { $0.part.places(whole.target, from: $0.stream) }
    func seen(_ x: Tensor, cells: Int) -> Tensor {
      guard let window, let places else { return x.turned(symmetry) }
      return window.part.cut(x, at: places, cells: cells).turned(symmetry)
    }
    let joined = Tensor.cat(coarse, 0)
    inputs = HeadInputs(
      coarse: seen(dropout.map { Self.dropped(joined, configuration.dropout, $0) } ?? joined, cells: 1),
      fine: seen(Tensor.cat(fine, 0), cells: 2))
    target = seen(whole.target, cells: 2)
    weight = seen(whole.weight, cells: 2)
  }

  /// The loss of each cell `[N, 1, 2G, 2G]`; 0 where a cell does not count.
  func losses(_ head: SegmentationHead) -> Tensor {
    bceWithLogits(head(coarse: inputs.coarse, fine: inputs.fine), target, .none) * weight
  }

  private static func samples(
    _ indices: Tensor, _ set: TrainingSet, _ configuration: HeadConfiguration
  ) -> (HeadInputs, target: Tensor, weight: Tensor) {
    guard let samples = set.samples, let match = set.sampleMatch, let coverage = set.coverage,
      let visible = set.visible
    else {
      preconditionFailure("the head is trained with samples only")
    }
    let descriptors = samples.select(indices).widened()
    let chosen = match.select(indices)
    let found = set.memory.vectors(chosen, like: descriptors)
    let inputs = set.statistics.inputs(
      descriptors.coarse, fine: descriptors.fine, found: found, distances: chosen.distances)
    let target = (visible.indexSelect(0, indices) .> configuration.coverage).to(.float32)
    let ignored = (coverage.indexSelect(0, indices) .> 1e-4).to(.float32) * (1 - target)
    return (inputs, target, 1 - ignored)
  }

  private static func good(
    _ indices: Tensor, _ set: TrainingSet, _ generator: Generator?,
    harder: (head: SegmentationHead, step: Double)?
  ) throws -> (HeadInputs, target: Tensor) {
    let descriptors = set.good.select(indices).widened()
    let match = set.goodMatch.select(indices)
    let found = set.memory.vectors(match, like: descriptors)
    let (count, rows, columns) = (descriptors.count, descriptors.fine.shape[2], descriptors.fine.shape[3])
    let statistics = set.statistics
    let coarse = descriptors.coarse
    guard let generator else {
      let inputs = statistics.inputs(coarse, fine: descriptors.fine, found: found, distances: match.distances)
      return (inputs, .zeros([count, 1, rows, columns], on: descriptors.fine.device))
    }
    let source = FeatureNoise(generator: generator)
    let disturbance = source.disturbance(count, grid: descriptors.grid, on: set.device)
    let features = coarse + [descriptors.fine]
    let deviations = (statistics.descriptor + [statistics.fine]).map(\.deviation)
    func inputs(_ noise: [Tensor]) -> HeadInputs {
      let disturbed = features.indices.map { features[$0] + noise[$0] * deviations[$0] }
      let vectors = Array(disturbed.dropLast())
      let distances = set.distances(match.distances, disturbed: vectors, found: found, where: disturbance.blobs)
      return statistics.inputs(vectors, fine: disturbed[coarse.count], found: found, distances: distances)
    }
    let target = disturbance.blobs.interpolate(rows, columns, .nearest)
    var noise = features.map { source.noise(disturbance, like: $0) }
    if let harder, harder.step > 0 {
      noise = try HarderNoise(step: harder.step).turned(noise) {
        let seen = inputs($0)
        return (bceWithLogits(harder.head(coarse: seen.coarse, fine: seen.fine), target, .none) * target).sum()
      }
    }
    return (inputs(noise), target)
  }

  private static func draw(
    _ count: Int, from pool: [Int], _ weights: [Double]?, _ stream: inout RandomStream
  ) -> [Int] {
    guard let weights else { return (0..<count).map { _ in pool[stream.integer(0...(pool.count - 1))] } }
    var sums: [Double] = []
    for weight in weights { sums.append((sums.last ?? 0) + weight) }
    return (0..<count).map { _ in
      let point = stream.uniform() * (sums.last ?? 0)
      return pool[sums.firstIndex { $0 > point } ?? pool.count - 1]
    }
  }

  /// Whole channels set to 0 with probability `share`, the others scaled up.
  private static func dropped(_ x: Tensor, _ share: Double, _ generator: Generator) -> Tensor {
    guard share > 0 else { return x }
    let kept = (Tensor.rand([x.shape[0], x.shape[1], 1, 1], from: generator, on: x.device) .> share).to(.float32)
    return x * kept * (1 / (1 - share))
  }
}

extension Tensor {
  /// One of the eight symmetries of the square, on the last two dimensions.
  func turned(_ symmetry: Int) -> Tensor {
    var x = self
    if symmetry & 1 != 0 { x = x.flip(-1) }
    if symmetry & 2 != 0 { x = x.flip(-2) }
    if symmetry & 4 != 0 { x = x.transpose(-1, -2) }
    return x.contiguous()
  }
}
