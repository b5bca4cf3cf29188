import Foundation
import Imaging

/// How abruptly brightness changes across the edge of a mask, against the texture around.
public enum GradientJump {
  /// Distances of the surroundings from the outline, px: beyond what the defect's own blur reaches.
  private static let surroundings: Range<Float> = 4..<10
  /// What counts as no gradient, a quarter of an 8-bit code a pixel.
  private static let floor = 0.25 / 255
  /// Pixels needed on the edge and around.
  private static let leastPixels = 12

  /// log₂ of the mean |∂I/∂n| on the outline over that in the surroundings, n being the normal of the outline (the
  /// gradient of the distance to it): 0 for a mask drawn on texture alone, 1 for an edge twice as steep.
  ///
  /// - Parameter luma: encoded brightness, 0…1, of the mask's size.
  /// - Returns: nil where there is too little edge or surroundings.
  public static func octaves(_ luma: Plane, _ mask: Mask) -> Double? {
    let distance = mask.signedDistance()
    guard distance.values.allSatisfy(\.isFinite) else { return nil }
    let (slope, normal) = (luma.gradient(), distance.gradient())
    var (edge, around) = (Mean(), Mean())
    for i in luma.values.indices {
      let (nx, ny) = (normal.dx.values[i], normal.dy.values[i])
      let length = (nx * nx + ny * ny).squareRoot()
      // On ridges of the distance there is no normal.
      guard length > 0.3 else { continue }
      let across = Double(abs(slope.dx.values[i] * nx + slope.dy.values[i] * ny) / length)
      if abs(distance.values[i]) < 1 { edge.add(across) }
      if surroundings.contains(distance.values[i]) { around.add(across) }
    }
    guard edge.count >= leastPixels, around.count >= leastPixels else { return nil }
    return log2((edge.value + floor) / (around.value + floor))
  }
}

/// A running mean.
struct Mean {
  private(set) var count = 0
  private var sum = 0.0

  var value: Double { sum / Double(count) }

  mutating func add(_ number: Double) { (count, sum) = (count + 1, sum + number) }
}
