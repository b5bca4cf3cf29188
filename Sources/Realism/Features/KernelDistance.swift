/// The kernel distance between two clouds: the squared maximum mean discrepancy under (x·y/d + 1)³, unbiased.
///
/// It compares the first three moments without taking the clouds as normal, and its expectation does not depend on how
/// many vectors there are: around 0, also below, for clouds of one distribution. Sources: Gretton et al., "A kernel
/// two-sample test", JMLR 13, 2012, eq. 3; Bińkowski et al., "Demystifying MMD GANs", ICLR 2018.
public struct KernelDistance: Sendable {
  private let ofReference: [Double]
  private let ofOther: [Double]
  private let between: [Double]
  private let referenceCount: Int
  private let otherCount: Int

  /// The kernel's values between all vectors of two clouds of one dimension, two vectors each at least.
  public init(from reference: FeatureCloud, to other: FeatureCloud) {
    precondition(reference.dimension == other.dimension, "clouds of one dimension")
    precondition(reference.count > 1 && other.count > 1, "two vectors at least")
    (referenceCount, otherCount) = (reference.count, other.count)
    ofReference = Self.kernel(reference, reference)
    ofOther = Self.kernel(other, other)
    between = Self.kernel(reference, other)
  }

  /// The distance.
  /// - Parameters:
  ///   - counts: how often each vector of the other cloud is drawn, for bootstraps; each once when nil.
  ///   - referenceCounts: the same for the reference.
  /// - Returns: nil where all draws are of one vector. Pairs of a vector with itself, also of its repetitions, have no
  ///   part in the means.
  public func callAsFunction(counts: [Double]? = nil, referenceCounts: [Double]? = nil) -> Double? {
    let own = referenceCounts ?? [Double](repeating: 1, count: referenceCount)
    let other = counts ?? [Double](repeating: 1, count: otherCount)
    guard let a = Self.meanOfPairs(ofReference, own), let b = Self.meanOfPairs(ofOther, other) else { return nil }
    var cross = 0.0
    for i in 0..<referenceCount where own[i] > 0 {
      var sum = 0.0
      for j in 0..<otherCount { sum += other[j] * between[i * otherCount + j] }
      cross += own[i] * sum
    }
    return a + b - 2 * cross / (own.reduce(0, +) * other.reduce(0, +))
  }

  private static func kernel(_ a: FeatureCloud, _ b: FeatureCloud) -> [Double] {
    let d = a.dimension
    var values = [Double](repeating: 0, count: a.count * b.count)
    for i in 0..<a.count {
      for j in 0..<b.count {
        var product = 0.0
        for k in 0..<d { product += a.values[i * d + k] * b.values[j * d + k] }
        let base = product / Double(d) + 1
        values[i * b.count + j] = base * base * base
      }
    }
    return values
  }

  private static func meanOfPairs(_ kernel: [Double], _ counts: [Double]) -> Double? {
    let n = counts.count
    var (sum, pairs) = (0.0, 0.0)
    for i in 0..<n where counts[i] > 0 {
      for j in 0..<n where j != i {
        sum += counts[i] * counts[j] * kernel[i * n + j]
        pairs += counts[i] * counts[j]
      }
    }
    return pairs > 0 ? sum / pairs : nil
  }
}
