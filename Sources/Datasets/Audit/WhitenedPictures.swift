import Foundation
import Imaging

/// Spectra of a set of pictures, whitened by what the set has in common, so that only what is particular to a picture
/// correlates.
///
/// Of each picture the mean of all of its size is taken (what aligned products share), and each wave is divided by its
/// root mean square over the set (what a repeating pattern consists of). Two pictures of one thing then agree at one
/// shift by nearly 1 of what they have in common; pictures of two things agree by next to nothing at any shift.
struct WhitenedPictures: Sendable {
  /// Waves that are compared, cycles per pixel: coarser ones are light and shape, finer ones noise and codec.
  static let band = 0.1...0.4
  /// The same for pictures that are small already, in which coarse waves are all there is.
  static let coarseBand = 0.06...0.45
  /// Share of the geometric mean of two pictures' areas that has to be seen in both.
  static let leastOverlap: Float = 0.2
  /// Pictures of one size that make a mean worth taking: of fewer, the mean would be mostly themselves.
  static let enoughForMean = 8

  /// Side of the square frame that the pictures lie in, px.
  let side: Int
  /// Widths and heights, px.
  let extents: [SIMD2<Int>]
  /// Real parts, then imaginary parts, of each picture, in the layout of `Spectrum`.
  let spectra: [[Float]]

  /// - Parameters:
  ///   - pictures: grey pictures, none wider or higher than `side`.
  ///   - side: px; one of `FourierLength.fast`.
  ///   - band: cycles per pixel.
  init(_ pictures: [Plane], side: Int, band: ClosedRange<Double>) {
    self.side = side
    extents = pictures.map { SIMD2($0.width, $0.height) }
    let particular = Self.withoutMeans(concurrentMap(pictures) { $0.standardised() })
    let waves = concurrentMap(particular) { Self.spectrum(of: $0.fadingOut(), side: side) }
    let filter = Self.filter(waves, side: side, band: band)
    spectra = concurrentMap(waves) { Self.normalised($0, by: filter, side: side) }
  }

  /// Pictures without the mean of all of their size.
  static func withoutMeans(_ pictures: [Plane]) -> [Plane] {
    var result = pictures
    let bySize = Dictionary(grouping: pictures.indices) { SIMD2(pictures[$0].width, pictures[$0].height) }
    for members in bySize.values where members.count >= enoughForMean {
      var mean = pictures[members[0]]
      for member in members.dropFirst() { mean.add(pictures[member], times: 1) }
      for member in members { result[member].add(mean, times: -1 / Float(members.count)) }
    }
    return result
  }

  private static func spectrum(of picture: Plane, side: Int) -> [Float] {
    let plan = RealFourierTransform<Float>(width: side, height: side)
    let spectrum = plan.makeSpectrum()
    var field = [Float](repeating: 0, count: side * side)
    for y in 0..<picture.height {
      for x in 0..<picture.width { field[y * side + x] = picture[y, x] }
    }
    plan.forward(field, into: spectrum)
    return Array(spectrum.real) + Array(spectrum.imaginary)
  }

  /// What each wave is multiplied by: the inverse of its root mean square over pictures of equal power, within the band.
  private static func filter(_ waves: [[Float]], side: Int, band: ClosedRange<Double>) -> [Float] {
    let within = Spectrum<Float>(width: side, height: side).table { kx, ky in
      band.contains((kx * kx + ky * ky).squareRoot() / (2 * .pi)) ? 1 : 0
    }
    let count = within.count
    var mean = [Float](repeating: 0, count: count)
    for wave in waves {
      let power = (0..<count).map { wave[$0] * wave[$0] + wave[count + $0] * wave[count + $0] }
      let total = power.reduce(0, +)
      if total > 0 { for i in 0..<count { mean[i] += power[i] * Float(count) / (total * Float(waves.count)) } }
    }
    return (0..<count).map { within[$0] == 0 ? 0 : 1 / (mean[$0] + 1e-9).squareRoot() }
  }

  /// The filtered spectrum, scaled so that the inverse transform of its own power has the peak 1.
  private static func normalised(_ waves: [Float], by filter: [Float], side: Int) -> [Float] {
    let (count, stride) = (filter.count, filter.count / side)
    var result = waves
    var power: Float = 0
    for i in 0..<count {
      result[i] *= filter[i]
      result[count + i] *= filter[i]
      // Half of the waves stand for their mirror images, too.
      let times: Float = i % stride == 0 || i % stride * 2 == side ? 1 : 2
      power += times * (result[i] * result[i] + result[count + i] * result[count + i])
    }
    let scale = power > 1e-20 ? Float(side) / power.squareRoot() : 0
    for i in result.indices { result[i] *= scale }
    return result
  }
}

extension Plane {
  /// Mean 0 and deviation 1; what is nearly of one value stays small.
  fileprivate func standardised() -> Plane {
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    let deviation = max(variance.squareRoot(), 0.02)
    return Plane(width: width, height: height, values: values.map { ($0 - mean) / deviation })
  }

  fileprivate mutating func add(_ other: Plane, times factor: Float) {
    for i in values.indices { values[i] += factor * other.values[i] }
  }

  /// Without its mean and fading to 0 at the border, where a picture put into a frame would have an edge.
  fileprivate func fadingOut() -> Plane {
    let mean = values.reduce(0, +) / Float(values.count)
    let (columns, rows) = (Self.taper(width), Self.taper(height))
    var result = self
    for y in 0..<height {
      for x in 0..<width { result[y, x] = (self[y, x] - mean) * columns[x] * rows[y] }
    }
    return result
  }

  private static func taper(_ length: Int) -> [Float] {
    let ramp = max(2, length * 8 / 100)
    return (0..<length).map { i in
      let depth = min(i, length - 1 - i)
      return depth < ramp ? 0.5 - 0.5 * cosf(.pi * (Float(depth) + 0.5) / Float(ramp)) : 1
    }
  }
}
