import Torch

/// Finds out whether a product's defects are better told with or without the contrast of its patches.
///
/// Vectors of length 1 find what is thin on a texture whose light changes from one photograph to the next; vectors with
/// their contrast find what is slightly too dark or too smooth on parts that always look alike. Which kind a product is
/// shows in a rehearsal: good photographs, each judged without its own vectors, against synthetic defects on them.
///
/// Of a part before a background both count: what lies in the light of one camera stand is told by its contrast, too. Of
/// a texture both count unless one of them alone leaves less than `decisive` of the other's errors; then the other is left
/// out.
struct MemoryRehearsal {
  private let statistics: HeadStatistics
  private let kinds: [MemoryKind]
  /// The errors are shares of wrongly ordered pairs of a good and a defective image.
  private static let decisive = 0.85
  /// What deep levels say is true of an image and vague about a pixel: little of it enters the map.
  private static let deepShare = 0.3
  /// Fewer samples decide nothing.
  private static let leastSamples = 40

  init(_ statistics: HeadStatistics, _ memory: MemoryBank) {
    (self.statistics, kinds) = (statistics, memory.memories.map(\.kind))
  }

  /// A weight for each memory.
  /// - Parameters:
  ///   - good: distances of good images, `[N, K, G, G]`.
  ///   - defective: distances of samples and more, `[M, K, G, G]`.
  ///   - samples: how many of `defective`, from the first on, are samples.
  ///   - showsObject: whether the photographs show a part before a background.
  func weights(good: Tensor, defective: Tensor?, samples: Int, showsObject: Bool) -> [Double] {
    let sides = (blind: kinds.contains(where: \.isBlindToContrast), contrast: kinds.contains(where: \.seesContrast))
    guard let defective, samples >= Self.leastSamples, !showsObject, sides.blind, sides.contrast else {
      return Self.weights(kinds, blind: true, contrast: true)
    }
    func error(blind: Bool, contrast: Bool) -> Double {
      let weights = Self.weights(kinds, blind: blind, contrast: contrast, deep: 0)
      func scores(_ distances: Tensor) -> [Float] { Self.scores(statistics.evidence(distances, weights: weights)) }
      return Self.error(good: scores(good), defective: scores(defective.slice(0, 0..<samples)))
    }
    let (blind, contrast) = (error(blind: true, contrast: false), error(blind: false, contrast: true))
    return Self.weights(
      kinds, blind: blind <= contrast / Self.decisive, contrast: contrast <= blind / Self.decisive)
  }

  /// Each side that counts has 1, in equal parts to its memories, and for each of them the deep memory has its share.
  private static func weights(
    _ kinds: [MemoryKind], blind: Bool, contrast: Bool, deep: Double = deepShare
  ) -> [Double] {
    let sides = Double((blind ? 1 : 0) + (contrast ? 1 : 0))
    return kinds.map { kind in
      let part = 1 / Double(kinds.count { $0.isOnTheSide(of: kind) })
      if kind == .deep { return part * deep * sides }
      return (kind.isBlindToContrast ? blind : contrast) ? part : 0
    }
  }

  /// The mean of the highest two hundredths of each image's cells.
  private static func scores(_ evidence: Tensor) -> [Float] {
    let cells = evidence.reshape(evidence.shape[0], -1)
    return cells.topk(max(1, cells.shape[1] / 50)).values.mean([1]).array(of: Float.self)
  }

  /// The share of pairs in which the good image scores higher; equal scores count half.
  private static func error(good: [Float], defective: [Float]) -> Double {
    let sorted = good.sorted()
    func below(_ value: Float, orEqual: Bool) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < value || (orEqual && sorted[middle] == value) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let right = defective.reduce(0.0) {
      $0 + Double(below($1, orEqual: false) + below($1, orEqual: true)) / 2
    }
    return 1 - right / Double(good.count * defective.count)
  }
}
