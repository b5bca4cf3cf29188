import Foundation
import Randomness

/// Parameters of an in-plane warp.
public struct WarpParameters: DefectParameters {
  /// Radius of the warped zone, µm.
  public var radius_um: Double
  /// Radius of the spots where forces act, µm.
  public var tool_um: Double
  /// Length over which the ground brings the sheet to rest, µm.
  public var lag_um: Double
  /// Poisson's ratio of the sheet.
  public var poissonsRatio: Double
  /// Strength of a single force, against the other loads.
  public var push: Double
  /// Strength of a pair of forces towards each other; negative apart.
  public var pinch: Double
  /// Strength of a couple that turns the material.
  public var twist: Double
  /// Strength of swelling; negative shrinks.
  public var swelling: Double
  /// Strength of forces at random places.
  public var crumple: Double
  /// Share of its area that the most compressed material loses: the loads are scaled to it.
  public var compression: Double
  /// Thickness of the sheet, µm: what is pressed together in the plane rises out of it.
  public var thickness_um: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("radius_um", \.radius_um, 1...1e6, "radius of the warped zone"),
    .init("tool_um", \.tool_um, 0.1...1e6, "radius of the spots where forces act"),
    .init("lag_um", \.lag_um, 0.1...1e7, "length over which the ground brings the sheet to rest"),
    .init("poissonsRatio", \.poissonsRatio, 0...0.49, "Poisson's ratio of the sheet"),
    .init("push", \.push, 0...1, "strength of a single force"),
    .init("pinch", \.pinch, -1...1, "strength of two forces towards each other"),
    .init("twist", \.twist, -1...1, "strength of a couple"),
    .init("swelling", \.swelling, -1...1, "strength of swelling"),
    .init("crumple", \.crumple, 0...1, "strength of forces at random places"),
    .init("compression", \.compression, 0.05...0.78, "area that the most compressed material loses"),
    .init("thickness_um", \.thickness_um, 0...1e5, "thickness of the sheet"),
  ]

  /// One load or several at once.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    radius_um = fieldOfView * stream.logUniform(0.1...(0.15 + 0.22 * severity))
    tool_um = radius_um * stream.logUniform(0.12...0.4)
    lag_um = radius_um * stream.uniform(0.25...0.8)
    poissonsRatio = stream.uniform(0.1...0.49)
    func load(_ chance: Double) -> Double { stream.bernoulli(chance) ? stream.uniform(0.3...1) : 0 }
    func signed(_ chance: Double) -> Double { load(chance) * (stream.bernoulli(0.5) ? 1 : -1) }
    push = load(0.5)
    pinch = signed(0.5)
    twist = signed(0.4)
    swelling = signed(0.4)
    crumple = push + abs(pinch) + abs(twist) + abs(swelling) == 0 ? 1 : load(0.3)
    compression = 0.3 + 0.45 * severity
    thickness_um = stream.bernoulli(0.6) ? radius_um * stream.logUniform(0.02...0.2) : 0
  }
}
