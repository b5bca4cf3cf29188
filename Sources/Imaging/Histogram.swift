/// How often values fall into equal bins of a range.
public struct Histogram: Sendable, Equatable {
  /// Values in each bin; those outside the range count in the first or last bin, NaN not at all.
  public let counts: [Int]
  /// The range that the bins divide.
  public let range: ClosedRange<Float>

  /// Counts `values` in `bins` equal parts of `range`.
  public init(_ values: some Sequence<Float>, bins: Int = 256, range: ClosedRange<Float> = 0...1) {
    precondition(bins > 0 && range.upperBound > range.lowerBound, "a histogram has bins and a range")
    var counts = [Int](repeating: 0, count: bins)
    let scale = Float(bins) / (range.upperBound - range.lowerBound)
    for value in values where !value.isNaN {
      let position = (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) * scale
      counts[min(Int(position), bins - 1)] += 1
    }
    (self.counts, self.range) = (counts, range)
  }

  /// The upper edge of a bin.
  public func upperEdge(of bin: Int) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(bin + 1) / Float(counts.count)
  }

  /// The threshold that splits the values into the two classes of largest between-class variance, and the share of the
  /// variance that it explains, in [0, 1]; nil where all values share one bin. Classes are `value <= threshold` and
  /// above. Of equally good bins the middle one is taken.
  ///
  /// Source: Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979.
  public func otsu() -> (threshold: Float, explainedVariance: Float)? {
    let total = Double(counts.reduce(0, +))
    let mean = counts.enumerated().reduce(0.0) { $0 + Double($1.offset) * Double($1.element) } / total
    let variance =
      counts.enumerated().reduce(0.0) { sum, bin in
        sum + (Double(bin.offset) - mean) * (Double(bin.offset) - mean) * Double(bin.element)
      } / total
    var (weight, moment, best, bins) = (0.0, 0.0, 0.0, [Int]())
    for (bin, count) in counts.dropLast().enumerated() {
      weight += Double(count) / total
      moment += Double(bin) * Double(count) / total
      if weight <= 0 || weight >= 1 { continue }
      let between = (mean * weight - moment) * (mean * weight - moment) / (weight * (1 - weight))
      if between > best * (1 + 1e-12) { (best, bins) = (between, []) }
      if between >= best * (1 - 1e-12) { bins.append(bin) }
    }
    guard variance > 0, let first = bins.first, let last = bins.last else { return nil }
    return (upperEdge(of: (first + last) / 2), Float(best / variance))
  }
}
