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
  /// Of the distances of each memory, `[1, K, 1, 1]`.
  let distance: Moments
  /// Of the fine features, `[1, F, 1, 1]`.
  let fine: Moments

  /// A mean and a standard deviation a channel.
  struct Moments: Sendable {
    let mean: Tensor
    let deviation: Tensor

    init(mean: Tensor, deviation: Tensor) { (self.mean, self.deviation) = (mean, deviation) }

    /// Of `x` `[N, C, H, W]` over all but the channels.
    ///
    /// A channel that hardly ever changes is given a tenth of the mean deviation: else the least noise would stand out.
    init(_ x: Tensor) {
      mean = x.mean([0, 2, 3], keepDim: true)
      deviation = x.standardDeviation([0, 2, 3], keepDim: true).floored()
    }

    func standardised(_ x: Tensor) -> Tensor { (x - mean) / deviation }
  }

  init(_ good: PatchDescriptors, _ match: MemoryBank.Match, _ memory: MemoryBank) {
    // As many images as tell the moments: all of them in single precision would fill the memory.
    let step = max(1, good.count / 64)
    let some = Tensor(Array(stride(from: 0, to: good.count, by: step))).to(good.fine.device)
    let (chosen, found) = (good.select(some).widened(), match.select(some))
    let coarse = chosen.coarse
    residual = zip(coarse, memory.vectors(found, like: chosen)).map { vectors, nearest in
      (vectors - nearest).standardDeviation([0, 2, 3], keepDim: true).floored()
    }
    descriptor = coarse.map(Moments.init)
    distance = Moments(match.distances)
    fine = Moments(chosen.fine)
  }

  /// - Parameters:
  ///   - channels: of the levels that are compared and of the fine features, to check the shapes against.
  ///   - memories: how many there are.
  ///   - tensor: looks a tensor of a shape up.
  init(
    channels: (coarse: [Int], fine: Int), memories: Int, tensor: (_ name: String, _ shape: [Int]) throws -> Tensor
  ) rethrows {
    func one(_ name: String, _ channels: Int) throws -> Tensor { try tensor(name, [1, channels, 1, 1]) }
    func moments(_ name: String, _ channels: Int) throws -> Moments {
      Moments(mean: try one(name + ".mean", channels), deviation: try one(name + ".deviation", channels))
    }
    residual = try channels.coarse.enumerated().map { try one("residual.\($0)", $1) }
    descriptor = try channels.coarse.enumerated().map { try moments("descriptor.\($0)", $1) }
    distance = try moments("distance", memories)
    fine = try moments("fine", channels.fine)
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
    add("fine", fine)
    return all
  }

  /// What the memories say together: the mean of their standardised distances by their weights, `[N, 1, G, G]`.
  func evidence(_ distances: Tensor, weights: [Double]) -> Tensor {
    let shares = weights.map { Float($0 / weights.reduce(0, +)) }
    let factors = Tensor(shares, [1, shares.count, 1, 1]).to(distances.device)
    return (distance.standardised(distances) * factors).sum([1], keepDim: true)
  }

  /// The head's inputs for vectors of length 1, the memory's for them and the distances `[N, K, G, G]`.
  func inputs(_ coarse: [Tensor], fine detail: Tensor, found: [Tensor], distances: Tensor) -> HeadInputs {
    var channels = [distance.standardised(distances)]
    for (level, vectors) in coarse.enumerated() {
      let deviation = (vectors - found[level]) / residual[level]
      channels += [deviation, deviation.abs(), descriptor[level].standardised(vectors)]
    }
    let detail = fine.standardised(detail)
    let local = detail.avgPool2d(7, stride: 1, padding: 3, countPadding: false)
    return HeadInputs(coarse: Tensor.cat(channels, 1), fine: Tensor.cat([detail, detail - local], 1))
  }

  /// Channels of the coarse and of the fine input.
  var channels: (coarse: Int, fine: Int) {
    (residual.reduce(0) { $0 + 3 * $1.count } + distance.mean.count, 2 * fine.mean.count)
  }
}

extension Tensor {
  /// Deviations of channels, none below a tenth of their mean.
  fileprivate func floored() -> Tensor {
    maximum(self, (mean() * 0.1).clamp(1e-6))
  }
}
