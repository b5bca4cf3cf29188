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
    let transform = UndecimatedTransform(.haar, levels: levels)
    let margin = transform.reach
    let padded = luma.padded(left: margin, top: margin, right: margin, bottom: margin, with: .replicate)
    let frame = PixelBox(x: margin, y: margin, width: luma.width, height: luma.height)
    var profile: [Double] = []
    for band in transform.forward(padded).details.joined() {
      guard let ratio = ratio(band.cropped(to: frame), mask, distance) else { return nil }
      profile.append(ratio)
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

/// A running mean.
private struct Mean {
  private(set) var count = 0
  private var sum = 0.0

  var value: Double { sum / Double(count) }

  mutating func add(_ number: Double) { (count, sum) = (count + 1, sum + number) }
}
