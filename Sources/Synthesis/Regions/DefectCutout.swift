import Foundation
import Imaging

/// A defect's own pixels, with what is around it.
struct DefectCutout {
  /// Part of its photograph.
  let picture: Image
  /// Its region in the picture.
  let region: Mask
  /// Place of the picture's upper left pixel in the photograph.
  let corner: (x: Int, y: Int)

  /// How far a cutout reaches beyond a region, px: far enough to show of what pattern the surroundings are.
  static func margin(around box: PixelBox) -> Int { min(48, max(16, max(box.width, box.height) / 2)) }

  /// Light around the defect, at a place in the photograph; nil in the region and beyond the picture.
  func surroundings(at place: SIMD2<Double>) -> Float? {
    let (column, row) = (Int(place.x.rounded()) - corner.x, Int(place.y.rounded()) - corner.y)
    guard (0..<picture.width).contains(column), (0..<picture.height).contains(row), !region[row, column] else {
      return nil
    }
    return picture.light(row, column)
  }
}

/// Light at a place of an original, and where it comes to lie in a copy.
struct LightPair {
  let original: Float
  let copy: Float
}

extension [LightPair] {
  /// By how much the copy is lighter, as a ratio of medians within 1/2…2; nil where there are too few to tell.
  var gain: Double? {
    guard count >= Self.fewest else { return nil }
    func median(_ light: KeyPath<LightPair, Float>) -> Float { map { $0[keyPath: light] }.sorted()[count / 2] }
    let ratio = Double((median(\.copy) + Self.darkest) / (median(\.original) + Self.darkest))
    return Swift.min(Self.greatestGain, Swift.max(1 / Self.greatestGain, ratio))
  }

  /// Pairs that tell a light.
  private static var fewest: Int { 16 }
  /// Light that counts as none, so that black surroundings do not tell anything.
  private static var darkest: Float { 0.01 }
  /// The greatest change of light.
  private static var greatestGain: Double { 2 }
}

extension Image {
  /// Mean of the channels at a pixel.
  func light(_ row: Int, _ column: Int) -> Float {
    (0..<channels).reduce(0) { $0 + self[$1, row, column] } / Float(channels)
  }
}
