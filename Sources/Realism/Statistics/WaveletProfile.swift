import Foundation
import Imaging

/// Texture energy of a defect against its surroundings, by scale and direction.
public enum WaveletProfile {
  /// Levels of the transform: wavelets of 2, 4 and 8 px.
  public static let levels = 3
  /// The sub-bands in the order of the profile: LH, HL, HH of each level, the finest first.
  public static let names = (1...levels).flatMap { level in ["LH\(level)", "HL\(level)", "HH\(level)"] }

  /// Distances of the surroundings from the outline, px: wavelets there do not reach the defect.
  private static let surroundings: Range<Float> = 6..<18
  /// What counts as no energy: half an 8-bit code.
  private static let floor = 0.25 / (255.0 * 255)
  private static let leastPixels = 16

  /// For each sub-band log₂ of the root-mean-square coefficient at the mask's pixels over that in the surroundings.
  ///
  /// The transform is Haar's, undecimated, so that small and thin masks have as many coefficients as pixels.
  /// - Parameter luma: encoded brightness, 0…1, of the mask's size.
  /// - Returns: nil where the mask or its surroundings have too few pixels.
  public static func octaves(_ luma: Plane, _ mask: Mask) -> [Double]? {
    let distance = mask.signedDistance()
    guard distance.values.allSatisfy(\.isFinite) else { return nil }
    var profile: [Double] = []
    var smooth = luma
    for level in 1...levels {
      let bands = HaarBands(smooth, step: 1 << (level - 1))
      for band in [bands.lowHigh, bands.highLow, bands.highHigh] {
        guard let ratio = ratio(band, mask, distance) else { return nil }
        profile.append(ratio)
      }
      smooth = bands.lowLow
    }
    return profile
  }

  private static func ratio(_ band: Plane, _ mask: Mask, _ distance: Plane) -> Double? {
    var (inside, around) = (Mean(), Mean())
    for i in band.values.indices {
      let energy = Double(band.values[i] * band.values[i])
      if mask.values[i] != 0 { inside.add(energy) }
      if surroundings.contains(distance.values[i]) { around.add(energy) }
    }
    guard inside.count >= leastPixels, around.count >= leastPixels else { return nil }
    return log2((inside.value + floor) / (around.value + floor)) / 2
  }
}

/// One level of the undecimated Haar transform: means and half differences of samples `step` px apart.
struct HaarBands {
  /// Smooth along x and y.
  let lowLow: Plane
  /// Smooth along x, differences along y.
  let lowHigh: Plane
  /// Differences along x, smooth along y.
  let highLow: Plane
  /// Differences along both.
  let highHigh: Plane

  /// - Parameter plane: the smooth part of the level before.
  init(_ plane: Plane, step: Int) {
    let (low, high) = Self.alongRows(plane, step)
    (lowLow, lowHigh) = Self.alongColumns(low, step)
    (highLow, highHigh) = Self.alongColumns(high, step)
  }

  /// Pairs stand half a step before and behind their pixel (to whole pixels); the border is repeated.
  private static func alongRows(_ plane: Plane, _ step: Int) -> (low: Plane, high: Plane) {
    let (before, behind) = (step / 2, step - step / 2)
    var (low, high) = (plane, plane)
    let last = plane.width - 1
    for y in 0..<plane.height {
      let row = y * plane.width
      for x in 0...last {
        let a = plane.values[row + max(0, x - before)]
        let b = plane.values[row + min(last, x + behind)]
        (low.values[row + x], high.values[row + x]) = ((a + b) / 2, (a - b) / 2)
      }
    }
    return (low, high)
  }

  private static func alongColumns(_ plane: Plane, _ step: Int) -> (low: Plane, high: Plane) {
    let (before, behind) = (step / 2, step - step / 2)
    var (low, high) = (plane, plane)
    for y in 0..<plane.height {
      let above = max(0, y - before) * plane.width
      let below = min(plane.height - 1, y + behind) * plane.width
      for x in 0..<plane.width {
        let (a, b) = (plane.values[above + x], plane.values[below + x])
        (low.values[y * plane.width + x], high.values[y * plane.width + x]) = ((a + b) / 2, (a - b) / 2)
      }
    }
    return (low, high)
  }
}

/// A running mean.
private struct Mean {
  private(set) var count = 0
  private var sum = 0.0

  var value: Double { sum / Double(count) }

  mutating func add(_ number: Double) { (count, sum) = (count + 1, sum + number) }
}
