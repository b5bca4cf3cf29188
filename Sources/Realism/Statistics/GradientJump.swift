import Foundation
import Imaging

/// How abruptly brightness changes at the edge of a mask, against the texture around.
public enum GradientJump {
  /// Distances from the outline that belong to the edge, px. Outlines drawn by hand lie a pixel or two off the steepest
  /// place, those of exact masks where the change begins.
  private static let edge: ClosedRange<Float> = -3...3
  /// Distances of the surroundings, px: beyond what the defect's own blur reaches.
  private static let surroundings: ClosedRange<Float> = 5...11
  /// Share of the pixels that an edge of two pixels' width takes of its band: the steepest are averaged.
  private static let steepest = 1.0 / 3
  /// What counts as no gradient, a quarter of an 8-bit code a pixel.
  private static let floor = 0.25 / 255
  /// Pixels needed at the edge and around.
  private static let leastPixels = 24

  /// log₂ of |∂I/∂n| at the edge over that in the surroundings, each the mean of the steepest third, n being the normal
  /// of the outline (the gradient of the distance to it): 0 for a mask drawn on texture alone, 1 for an edge twice as
  /// steep as the texture.
  ///
  /// - Parameter luma: encoded brightness, 0…1, of the mask's size.
  /// - Returns: nil where there is too little edge or surroundings.
  public static func octaves(_ luma: Plane, _ mask: Mask) -> Double? {
    let distance = mask.signedDistance()
    guard distance.values.allSatisfy({ $0.isFinite }) else { return nil }
    let (slope, normal) = (luma.gradient(), distance.gradient())
    var (atEdge, around): ([Float], [Float]) = ([], [])
    for i in luma.values.indices where distance.values[i] <= surroundings.upperBound {
      let (nx, ny) = (normal.dx.values[i], normal.dy.values[i])
      let length = (nx * nx + ny * ny).squareRoot()
      // On ridges of the distance there is no normal.
      guard length > 0.3 else { continue }
      let across = abs(slope.dx.values[i] * nx + slope.dy.values[i] * ny) / length
      if edge.contains(distance.values[i]) { atEdge.append(across) }
      if surroundings.contains(distance.values[i]) { around.append(across) }
    }
    guard atEdge.count >= leastPixels, around.count >= leastPixels else { return nil }
    return log2((steep(atEdge) + floor) / (steep(around) + floor))
  }

  private static func steep(_ gradients: [Float]) -> Double {
    let chosen = gradients.sorted(by: >).prefix(Int(steepest * Double(gradients.count)))
    return chosen.reduce(0) { $0 + Double($1) } / Double(chosen.count)
  }
}
