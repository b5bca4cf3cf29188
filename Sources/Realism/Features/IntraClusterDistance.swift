import Imaging

/// How much the samples differ that resemble the same real defect: 0 for copies, greater for a varied generator.
///
/// Each sample belongs to the nearest of some real defects; the mean distance of the pairs within each cluster is averaged
/// over the clusters. Source: Ojha et al., "Few-shot image generation via cross-domain correspondence", CVPR 2021, there on
/// LPIPS; here on whatever the vectors' distance means, so it is to be named after that.
public struct IntraClusterDistance: Sendable {
  private let centres: [[Float]]

  /// - Parameter centres: vectors of the real defects, at least one, all of one length.
  public init(centres: [[Float]]) {
    precondition(!centres.isEmpty && centres.allSatisfy { $0.count == centres[0].count }, "vectors of one length")
    self.centres = centres
  }

  /// The mean over clusters of the mean squared Euclidean distance of their pairs.
  /// - Parameter samples: vectors as long as the centres.
  /// - Returns: nil where no cluster has two samples.
  public func callAsFunction(of samples: [[Float]]) -> Double? {
    let homes = concurrentMap(samples) { sample in
      centres.indices.min { Self.distance(sample, centres[$0]) < Self.distance(sample, centres[$1]) } ?? 0
    }
    let clusters = centres.indices.map { home in samples.indices.filter { homes[$0] == home } }.filter { $0.count > 1 }
    guard !clusters.isEmpty else { return nil }
    let means = clusters.map { members in
      let sums = concurrentMap(members.count) { i in
        members[..<i].reduce(0.0) { $0 + Self.distance(samples[$1], samples[members[i]]) }
      }
      return sums.reduce(0, +) / (Double(members.count) * Double(members.count - 1) / 2)
    }
    return means.reduce(0, +) / Double(means.count)
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum: Float = 0
        for k in 0..<a.count {
          let difference = a[k] - b[k]
          sum += difference * difference
        }
        return Double(sum)
      }
    }
  }
}
