/// The wavelet transform without decimation: every pixel has a coefficient in every band, so that nothing depends on
/// where a structure lies against the grid of pairs.
///
/// With the filters over √2, and 2^(l − 1) px between their taps at level l, it is a Parseval frame: the energies of all
/// bands add up to the plane's, and the transpose is a left inverse. That inverse is the mean over all shifts of the
/// orthonormal transform ("cycle spinning", R. Coifman and D. Donoho, "Translation-invariant de-noising", 1995). Axes are
/// periodic; who does not want that pads planes by ``reach``.
public struct UndecimatedTransform: Sendable {
  /// The filters.
  public let wavelet: OrthonormalWavelet
  /// How often the smooth part is parted again.
  public let levels: Int

  /// A transform over `levels` ≥ 1 levels.
  public init(_ wavelet: OrthonormalWavelet, levels: Int) {
    precondition(levels >= 1, "at least one level")
    (self.wavelet, self.levels) = (wavelet, levels)
  }

  /// How far from a pixel samples have a part in its coefficients, px.
  public var reach: Int { (1...levels).reduce(0) { $0 + (Taps(wavelet.lowPass, level: $1).offsets.last ?? 0) } }

  /// The bands of `plane`, each of its size. Taps are centred on their pixel, to whole pixels.
  public func forward(_ plane: Plane) -> UndecimatedBands {
    var details: [[Plane]] = []
    var smooth = plane
    for level in 1...levels {
      let (low, high) = filters(level)
      let (lowX, highX) = (smooth.filteredAlongRows(low), smooth.filteredAlongRows(high))
      details.append([
        lowX.filteredAlongColumns(high), highX.filteredAlongColumns(low), highX.filteredAlongColumns(high),
      ])
      smooth = lowX.filteredAlongColumns(low)
    }
    return UndecimatedBands(details: details, smooth: smooth)
  }

  /// The transpose of ``forward(_:)``, which gives back the plane that bands were made of.
  public func inverse(_ bands: UndecimatedBands) -> Plane {
    precondition(bands.details.count == levels, "bands of \(bands.details.count) levels, not of \(levels)")
    return (1...levels).reversed().reduce(bands.smooth) { smooth, level in
      let (low, high) = (filters(level).low.transposed, filters(level).high.transposed)
      let detail = bands.details[level - 1]
      let lowX = smooth.filteredAlongColumns(low) + detail[0].filteredAlongColumns(high)
      let highX = detail[1].filteredAlongColumns(low) + detail[2].filteredAlongColumns(high)
      return lowX.filteredAlongRows(low) + highX.filteredAlongRows(high)
    }
  }

  private func filters(_ level: Int) -> (low: Taps, high: Taps) {
    (Taps(wavelet.lowPass, level: level), Taps(wavelet.highPass, level: level))
  }
}

/// What an undecimated transform parts a plane into.
public struct UndecimatedBands: Sendable, Equatable {
  /// The bands of differences of each level, the finest first, in the order of ``WaveletBand/details``.
  public var details: [[Plane]]
  /// What is left: smooth along both axes.
  public var smooth: Plane
}

/// Weights and where, from a pixel, the samples lie that they belong to.
private struct Taps {
  let weights: [Float]
  let offsets: [Int]

  init(_ filter: [Float], level: Int) {
    let step = 1 << (level - 1)
    weights = filter.map { $0 * Float(0.5).squareRoot() }
    offsets = filter.indices.map { $0 * step - (filter.count - 1) * step / 2 }
  }

  private init(weights: [Float], offsets: [Int]) { (self.weights, self.offsets) = (weights, offsets) }

  var transposed: Taps { Taps(weights: weights, offsets: offsets.map { -$0 }) }
}

extension Plane {
  fileprivate static func + (a: Plane, b: Plane) -> Plane {
    var sum = a
    sum.values.withUnsafeMutableBufferPointer { sum in
      b.values.withUnsafeBufferPointer { b in for i in sum.indices { sum[i] += b[i] } }
    }
    return sum
  }

  fileprivate func filteredAlongRows(_ taps: Taps) -> Plane {
    let (width, reach) = (width, taps.offsets.map(abs).max() ?? 0)
    let line = UnsafeMutablePointer<Float>.allocate(capacity: width + 2 * reach)
    defer { line.deallocate() }
    return filtered { input, output in
      for y in 0..<height {
        let (row, out) = (input + y * width, output + y * width)
        for x in -reach..<width + reach { line[x + reach] = row[(x % width + width) % width] }
        for (weight, offset) in zip(taps.weights, taps.offsets) {
          let shifted = line + reach + offset
          for x in 0..<width { out[x] += weight * shifted[x] }
        }
      }
    }
  }

  fileprivate func filteredAlongColumns(_ taps: Taps) -> Plane {
    let (width, height) = (width, height)
    return filtered { input, output in
      for y in 0..<height {
        let out = output + y * width
        for (weight, offset) in zip(taps.weights, taps.offsets) {
          let row = input + ((y + offset) % height + height) % height * width
          for x in 0..<width { out[x] += weight * row[x] }
        }
      }
    }
  }

  /// A plane of the same size, zero until `body` adds to it.
  private func filtered(_ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void) -> Plane {
    var result = Plane(width: width, height: height)
    values.withUnsafeBufferPointer { input in
      result.values.withUnsafeMutableBufferPointer { body(input.baseAddress!, $0.baseAddress!) }
    }
    return result
  }
}
