/// For every pixel, how far the nearest feature pixel is and which one it is.
public struct DistanceTransform: Sendable, Equatable {
  /// Euclidean distance between pixel centres, px; 0 on features, infinite where there is no feature at all.
  public let distance: Plane
  /// Index `y * width + x` of a nearest feature pixel; -1 where there is none.
  public let nearest: [Int32]
}

extension Mask {
  /// The exact Euclidean distance of every pixel to the set pixels.
  ///
  /// Two passes, linear in the pixels: along the columns, then the lower envelope of parabolas along the rows, in whole
  /// numbers throughout. Source: Felzenszwalb, Huttenlocher, "Distance transforms of sampled functions", Theory of
  /// Computing 8, 2012.
  public func distanceTransform() -> DistanceTransform {
    var rowOfNearest = [Int32](repeating: -1, count: values.count)
    var distance = Plane(width: width, height: height)
    var nearest = [Int32](repeating: -1, count: values.count)
    rowOfNearest.withUnsafeMutableBufferPointer { rows in
      nearestInColumns(rows.baseAddress!)
      let rows = UnsafePointer(rows.baseAddress!)
      distance.values.withUnsafeMutableBufferPointer { distance in
        nearest.withUnsafeMutableBufferPointer { nearest in
          let (distance, nearest) = (distance.baseAddress!, nearest.baseAddress!)
          forBands(height, work: 20 * width) { band in
            var envelope = Envelope(capacity: width)
            defer { envelope.deallocate() }
            for y in band {
              envelope.build(rows + y * width, y, width)
              envelope.evaluate(distance + y * width, nearest + y * width, width)
            }
          }
        }
      }
    }
    return DistanceTransform(distance: distance, nearest: nearest)
  }

  /// For each pixel the row of the nearest set pixel of its column (the upper one of two), or -1.
  private func nearestInColumns(_ rows: UnsafeMutablePointer<Int32>) {
    values.withUnsafeBufferPointer { values in
      let values = values.baseAddress!
      for y in 0..<height {
        let (row, set) = (rows + y * width, values + y * width)
        let above = y > 0 ? row - width : row
        for x in 0..<width { row[x] = set[x] != 0 ? Int32(y) : above[x] }
      }
    }
    for y in (0..<height - 1).reversed() {
      let (row, below, y) = (rows + y * width, rows + (y + 1) * width, Int32(y))
      for x in 0..<width {
        let (upper, lower) = (row[x], below[x])
        let lowerIsNearer = lower >= 0 && (upper < 0 || lower &- y < y &- upper)
        row[x] = lowerIsNearer ? lower : upper
      }
    }
  }

  /// Euclidean distance to the mask's outline, px: positive outside, negative inside, zero halfway between a set pixel
  /// and its unset neighbour. +∞ everywhere for an empty mask, -∞ for a full one.
  public func signedDistance() -> Plane {
    var result = distanceTransform().distance
    let inside = inverted().distanceTransform().distance
    for i in values.indices { result.values[i] = values[i] == 0 ? result.values[i] - 0.5 : 0.5 - inside.values[i] }
    return result
  }

  /// Set and unset pixels exchanged.
  public func inverted() -> Mask { Mask(width: width, height: height, values: values.map { 1 - $0 }) }
}

/// The lower envelope of the parabolas (x - c)² + g(c)² of one row, in 64-bit whole numbers.
private struct Envelope {
  /// Column, squared height and pixel index of each parabola on the envelope; from where on it is lowest.
  private let column: UnsafeMutablePointer<Int>
  private let height: UnsafeMutablePointer<Int>
  private let feature: UnsafeMutablePointer<Int32>
  private let start: UnsafeMutablePointer<Int>
  private var count = 0

  init(capacity: Int) {
    column = .allocate(capacity: capacity)
    height = .allocate(capacity: capacity)
    feature = .allocate(capacity: capacity)
    start = .allocate(capacity: capacity)
  }

  func deallocate() {
    column.deallocate()
    height.deallocate()
    feature.deallocate()
    start.deallocate()
  }

  mutating func build(_ rows: UnsafePointer<Int32>, _ y: Int, _ width: Int) {
    count = 0
    for x in 0..<width where rows[x] >= 0 {
      let (row, g) = (Int(rows[x]), (Int(rows[x]) - y) * (Int(rows[x]) - y))
      var first = 0
      while count > 0 {
        first = firstLower(x, g)
        if first > start[count - 1] { break }
        count -= 1
        first = 0
      }
      if first >= width { continue }
      (column[count], height[count], start[count]) = (x, g, first)
      feature[count] = Int32(truncatingIfNeeded: row * width + x)
      count += 1
    }
  }

  /// The first column at which the parabola at `x` of height `g` is strictly below the last one on the envelope.
  private func firstLower(_ x: Int, _ g: Int) -> Int {
    let last = column[count - 1]
    let (numerator, denominator) = (x * x - last * last + g - height[count - 1], 2 * (x - last))
    // Rounded towards minus infinity; a negative quotient means from the row's start.
    return numerator < 0 ? 0 : numerator / denominator + 1
  }

  func evaluate(_ distance: UnsafeMutablePointer<Float>, _ nearest: UnsafeMutablePointer<Int32>, _ width: Int) {
    if count == 0 {
      distance.update(repeating: .infinity, count: width)
      nearest.update(repeating: -1, count: width)
      return
    }
    for k in 0..<count {
      let (c, g, index) = (column[k], height[k], feature[k])
      for x in start[k]..<(k + 1 < count ? start[k + 1] : width) {
        distance[x] = Float(Double((x - c) * (x - c) + g).squareRoot())
        nearest[x] = index
      }
    }
  }
}
