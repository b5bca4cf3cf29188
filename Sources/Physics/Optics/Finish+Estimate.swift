import Foundation
import Imaging

extension Finish {
  /// What a photograph tells about the gloss of a surface.
  public struct Estimate: Sendable, Equatable, Codable {
    /// The finish, under the default lamp.
    public var finish: Finish
    /// How sure it is, 0 (matt, or nothing to see) … 1.
    public var confidence: Double
  }

  /// Gloss from highlights: brightness beyond what shading explains, how large such spots are and how fast normals turn.
  ///
  /// Shading about its own mean is about as bright as it is dark; highlights make the bright tail longer (I. Motoyoshi et
  /// al., "Image statistics and the perception of surface qualities", Nature 447, 2007). A highlight ends where the normal
  /// is 0.64 α off the mirror's; with spots of radius r px and normals that turn by g rad/px, α = r g / 0.64, where g is
  /// the median gradient of the shading against its brightness. The peak then gives the reflectance. The factor for both
  /// was set on rendered spheres and rough ground. Bright specks of paint pass for highlights; wide ones are not believed.
  /// - Parameter foreground: the product, of the photograph's size; nil for a texture that fills the picture.
  public static func estimate(_ image: Image, foreground: Mask? = nil) -> Estimate {
    let none = Estimate(finish: .matt, confidence: 0)
    let scale = min(1, 256 / Double(max(image.width, image.height)))
    let width = max(1, Int((Double(image.width) * scale).rounded()))
    let height = max(1, Int((Double(image.height) * scale).rounded()))
    guard min(width, height) >= 32 else { return none }
    let luminance = image.resized(width: width, height: height).luminance()
    let inside = foreground?.resized(width: width, height: height, rule: .majority).eroded(radius: 3)
    guard let spots = Highlights(luminance, inside: inside) else { return none }
    let roughness = 0.7 * spots.radius * spots.turning / 0.64
    let confidence =
      ramp(1.3, 2.2, spots.tail) * ramp(0.5, 0.35, roughness) * ramp(0.12, 0.08, spots.share)
    guard confidence > 0 else { return none }
    let alpha = Float(min(0.5, max(0.03, roughness)))
    let reflectance = min(1, 4.35 * alpha * alpha * Float(spots.peak))
    return Estimate(finish: Finish(reflectance: reflectance, roughness: alpha), confidence: confidence)
  }
}

/// Spots that are brighter than shading explains.
private struct Highlights {
  /// How far the bright tail reaches against the dark one.
  let tail: Double
  /// Linear light of the brightest beyond their surroundings.
  let peak: Double
  /// Share of the surface.
  let share: Double
  /// Mean radius, px, less the blur's.
  let radius: Double
  /// How fast normals turn, rad/px.
  let turning: Double

  /// nil where the surface has no contrast.
  init?(_ luminance: Plane, inside: Mask?) {
    let surface = inside ?? Mask(width: luminance.width, height: luminance.height, filledWith: true)
    let excess = Self.excess(luminance, surface)
    let sorted = zip(excess.values, surface.values).filter { $1 != 0 }.map(\.0).sorted()
    guard sorted.count >= 400 else { return nil }
    func quantile(_ q: Double) -> Double { Double(sorted[Int(q * Double(sorted.count - 1))]) }
    peak = quantile(0.997)
    guard peak > 0.01 else { return nil }
    tail = peak / max(1e-4, -quantile(0.003))
    let spots = Mask(excess, above: Float(peak / 2)).intersection(surface)
    let area = spots.area
    guard area > 0 else { return nil }
    share = Double(area) / Double(sorted.count)
    // Area over outline is half of a disc's radius; an outline in steps is 4/π too long.
    let outline = Double(Self.steps(spots)) * Double.pi / 4
    let seen = 2 * Double(area) / max(1, outline)
    radius = max(0.25, seen * seen - 0.64).squareRoot()
    turning = Self.turning(luminance, surface.subtracting(spots.dilated(radius: 3)))
  }

  /// Brightness beyond its mean nearby, over the surface alone.
  private static func excess(_ luminance: Plane, _ surface: Mask) -> Plane {
    let sigma = Double(max(luminance.width, luminance.height)) / 32
    let weight = surface.plane.blurred(sigma: sigma)
    var excess = luminance
    let around = luminance.multiplied(by: surface.plane).blurred(sigma: sigma)
    for i in excess.values.indices { excess.values[i] -= around.values[i] / max(1e-3, weight.values[i]) }
    return excess
  }

  /// Pairs of neighbours of which one is set.
  private static func steps(_ mask: Mask) -> Int {
    var steps = 0
    for y in 0..<mask.height {
      for x in 0..<mask.width {
        if x > 0, mask[y, x] != mask[y, x - 1] { steps += 1 }
        if y > 0, mask[y, x] != mask[y - 1, x] { steps += 1 }
      }
    }
    return steps
  }

  private static func turning(_ luminance: Plane, _ matt: Mask) -> Double {
    let slopes = luminance.blurred(sigma: 1).gradient().magnitude
    var (gradients, levels): ([Float], [Float]) = ([], [])
    for i in matt.values.indices where matt.values[i] != 0 {
      gradients.append(slopes.values[i])
      levels.append(luminance.values[i])
    }
    guard gradients.count > 50 else { return 1 }
    gradients.sort()
    levels.sort()
    let (gradient, level) = (Double(gradients[gradients.count / 2]), Double(levels[levels.count / 2]))
    return gradient / max(1e-3, level) / (1 - Light().ambient)
  }
}
