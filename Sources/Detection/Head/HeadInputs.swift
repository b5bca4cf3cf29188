import Torch

/// What the head is given about a batch, and the statistics that bring all of it to unit variance.
struct HeadInputs {
  /// `[N, C, G, G]`.
  var coarse: Tensor
  /// `[N, F, 2G, 2G]`.
  var fine: Tensor
}

/// Means and standard deviations over the good training images, each against the memory without its own vectors.
struct HeadStatistics: Sendable {
  /// Standard deviation of the residual, one `[1, C, 1, 1]` a level.
  let residual: [Tensor]
  /// Mean and standard deviation of the descriptors, one pair a level.
  let descriptor: [Moments]
  /// Of the distances of each level, `[1, L, 1, 1]`.
  let distance: Moments
  /// Of the summed distance, `[1, 1, 1, 1]`.
  let total: Moments
  /// Of the fine features, `[1, F, 1, 1]`.
  let fine: Moments

  /// A mean and a standard deviation a channel.
  struct Moments: Sendable {
    let mean: Tensor
    let deviation: Tensor

    init(mean: Tensor, deviation: Tensor) { (self.mean, self.deviation) = (mean, deviation) }

    /// Of `x` `[N, C, H, W]` over all but the channels.
    init(_ x: Tensor) {
      mean = x.mean([0, 2, 3], keepDim: true)
      deviation = x.standardDeviation([0, 2, 3], keepDim: true).clamp(1e-6)
    }

    func standardised(_ x: Tensor) -> Tensor { (x - mean) / deviation }
  }

  init(_ good: PatchDescriptors, _ match: MemoryBank.Match, _ memory: MemoryBank) {
    residual = good.coarse.indices.map { level in
      let found = memory.vectors(match.rows[level], level: level, shape: good.coarse[level].shape)
      return (good.coarse[level] - found).standardDeviation([0, 2, 3], keepDim: true).clamp(1e-6)
    }
    descriptor = good.coarse.map(Moments.init)
    distance = Moments(match.distances)
    total = Moments(match.distances.sum([1], keepDim: true))
    fine = Moments(good.fine)
  }

  /// - Parameters:
  ///   - channels: what the backbones give, to check the shapes against.
  ///   - tensor: looks a tensor of a shape up.
  init(channels: (coarse: [Int], fine: Int), tensor: (_ name: String, _ shape: [Int]) throws -> Tensor) rethrows {
    func one(_ name: String, _ channels: Int) throws -> Tensor { try tensor(name, [1, channels, 1, 1]) }
    func moments(_ name: String, _ channels: Int) throws -> Moments {
      Moments(mean: try one(name + ".mean", channels), deviation: try one(name + ".deviation", channels))
    }
    residual = try channels.coarse.enumerated().map { try one("residual.\($0)", $1) }
    descriptor = try channels.coarse.enumerated().map { try moments("descriptor.\($0)", $1) }
    distance = try moments("distance", channels.coarse.count)
    (total, fine) = try (moments("total", 1), moments("fine", channels.fine))
  }

  /// All tensors by name, for saving.
  var tensors: [String: Tensor] {
    var all: [String: Tensor] = [:]
    func add(_ name: String, _ moments: Moments) {
      all[name + ".mean"] = moments.mean
      all[name + ".deviation"] = moments.deviation
    }
    for (level, tensor) in residual.enumerated() { all["residual.\(level)"] = tensor }
    for (level, moments) in descriptor.enumerated() { add("descriptor.\(level)", moments) }
    add("distance", distance)
    add("total", total)
    add("fine", fine)
    return all
  }

  /// The head's inputs for descriptors, the memory's vectors for them and their distances `[N, L, G, G]`.
  func inputs(_ descriptors: PatchDescriptors, found: [Tensor], distances: Tensor) -> HeadInputs {
    var channels = [distance.standardised(distances), total.standardised(distances.sum([1], keepDim: true))]
    for (level, vectors) in descriptors.coarse.enumerated() {
      let deviation = (vectors - found[level]) / residual[level]
      channels += [deviation, deviation.abs(), descriptor[level].standardised(vectors)]
    }
    let detail = fine.standardised(descriptors.fine)
    let local = detail.avgPool2d(7, stride: 1, padding: 3, countPadding: false)
    return HeadInputs(coarse: Tensor.cat(channels, 1), fine: Tensor.cat([detail, detail - local], 1))
  }

  /// Channels of the coarse and of the fine input.
  var channels: (coarse: Int, fine: Int) {
    (residual.reduce(0) { $0 + 3 * $1.count } + distance.mean.count + 1, 2 * fine.mean.count)
  }
}
