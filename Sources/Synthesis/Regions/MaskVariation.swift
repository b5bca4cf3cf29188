import Foundation
import Imaging
import Physics
import Randomness

/// How much the copies of a real defect's region differ from it.
public struct MaskVariation: Codable, Sendable, Equatable {
  /// Range of the relative size.
  public var scale = 0.8...1.25
  /// Standard deviation of the turn, degrees.
  public var turn = 8.0
  /// Range of the elastic displacement, as a share of the region's extent.
  public var elasticity = 0.02...0.08
  /// Whether half of the copies are mirror images.
  public var isMirroring = true

  /// The defaults.
  public init() {}

  /// The region itself.
  public static var none: MaskVariation {
    var none = MaskVariation()
    (none.scale, none.turn, none.elasticity, none.isMirroring) = (1...1, 0, 0...0, false)
    return none
  }

  /// Draws one variation.
  /// - Parameters:
  ///   - extent: longer side of the region, px.
  ///   - anyTurn: whether all turns are equally likely.
  func drawn(extent: Double, anyTurn: Bool = false, using stream: inout RandomStream) -> DrawnVariation {
    let scale = stream.logUniform(self.scale)
    let turn = anyTurn ? stream.uniform(-Double.pi...Double.pi) : stream.normal(deviation: turn) * .pi / 180
    let isMirrored = isMirroring && stream.bernoulli(0.5)
    let amplitude = stream.uniform(elasticity) * extent
    let cell = max(4, extent * scale * stream.uniform(0.25...0.6))
    let noises = (GradientNoise(using: &stream), GradientNoise(using: &stream))
    return DrawnVariation(
      scale: scale, turn: turn, isMirrored: isMirrored, amplitude: amplitude, cell: cell, noises: noises)
  }
}

/// How a region gets from one photograph to another.
struct RegionMotion {
  /// The point of the region that comes to lie on `place`, px.
  let middle: SIMD2<Double>
  /// Where it comes to lie, px.
  var place: SIMD2<Double>
  /// By how much it is turned, rad.
  let angle: Double
  /// The direction that mirroring leaves as it is, rad.
  let axis: Double
  /// By how much it is enlarged.
  let enlargement: Double
}

/// One copy's differences.
struct DrawnVariation {
  /// Relative size.
  var scale: Double
  /// Turn, rad.
  var turn: Double
  let isMirrored: Bool
  /// Elastic displacement, px of the original.
  let amplitude: Double
  /// Wavelength of the displacement, px of the copy.
  let cell: Double
  let noises: (GradientNoise, GradientNoise)
}
