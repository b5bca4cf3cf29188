import Foundation
import Imaging
import Randomness

/// Smeared, doubled or blotted print: the photograph's own ink, moved.
///
/// What a pattern adds to or takes from the bare surface is read as absorbance, the logarithm of the light against that
/// of the bare surface around. Moving it conserves it: nothing is painted that the product does not carry, and a plain
/// surface shows little.
public struct PrintSmear: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.printSmear
  /// What this instance is made from.
  public let parameters: PrintSmearParameters

  /// A model with the given parameters.
  public init(_ parameters: PrintSmearParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`, or another place of the product that carries more print; nil where the
  /// surface leaves no room for it or shows nothing that could smear.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let seat = surface.busiest(of: [seat] + (0..<6).map { _ in surface.seat(using: &stream) })
    let direction = parameters.direction_deg * .pi / 180
    let reach = 2.5 * surface.pixels(parameters.drag_um) + surface.pixels(parameters.shift_um)
    let outline = Region.Outline(
      parameters.outline, on: surface, angle: direction, smallest: 3,
      reach: 4 + min(reach, 2 * surface.pixels(parameters.outline.radius_um)), using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let touched = touched(region, on: surface, direction: direction, using: &stream)
    var coverage = Plane(region.box)
    let light = (0..<surface.image.channels).map { channel in
      let before = surface.linearLight(channel: channel, region.box)
      let print = Print(before, spacing: surface.fieldOfView / surface.pixelPitch)
      let ink = moved(print.ink, touched, surface, direction)
      coverage.combine(with: difference(ink, print.ink)) { max($0, $1) }
      return print.light(of: ink)
    }
    guard coverage.values.contains(where: { $0 > 0.5 }) else { return nil }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: region.box, coverage: coverage)
    defect.patch = Patch(light: light, opacity: coverage, isPhotographed: true)
    return defect
  }

  /// How strongly each pixel was touched, 0…1, in streaks along the stroke.
  private func touched(
    _ region: Region, on surface: Surface, direction: Double, using stream: inout RandomStream
  ) -> Plane {
    var touched = region.coverage(softness: 3)
    guard parameters.streaks > 0 else { return touched }
    let noise = GradientNoise(using: &stream).fractal(
      region.box, cell: max(1.5, surface.pixels(parameters.streakWidth_um)), octaves: 2, gain: 0.6, stretch: 25,
      angle: direction)
    let amount = Float(1.6 * parameters.streaks)
    touched.combine(with: noise) { $0 * clamp01(1 + amount * ($1 - 0.2)) }
    return touched
  }

  private func moved(_ ink: Plane, _ touched: Plane, _ surface: Surface, _ direction: Double) -> Plane {
    var ink = ink
    if parameters.doubling > 0 {
      let shift = surface.pixels(parameters.shift_um)
      ink.double(
        share: Float(parameters.doubling), touched, by: SIMD2(cos(direction), sin(direction)) * shift)
    }
    if parameters.pickup > 0 {
      let share = Float(parameters.pickup)
      var pickup = touched
      pickup.apply { $0 * share }
      let drag = InkDrag(direction: direction, distance: max(0.5, surface.pixels(parameters.drag_um)))
      ink = drag.applied(to: ink, pickup: pickup).ink
    }
    if parameters.bleed_um > 0 {
      let wet = ink.multiplied(by: touched)
      let spread = wet.blurred(sigma: max(0.4, surface.pixels(parameters.bleed_um)))
      ink.combine(with: wet, -)
      ink.combine(with: spread, +)
    }
    return ink
  }

  /// 1 where the change of absorbance is well visible, fading to 0 where there is none.
  private func difference(_ after: Plane, _ before: Plane) -> Plane {
    var difference = after
    difference.combine(with: before) { smoothStep(0.004, 0.05, abs($0 - $1)) }
    return difference
  }
}

/// A photograph taken apart into the bare surface and the pattern on it.
private struct Print {
  /// Absorbance against the bare surface; negative where the pattern is lighter.
  let ink: Plane
  private let bare: Plane

  /// - Parameter spacing: the shorter side of the picture, px; the bare surface is looked for within a twelfth of it.
  init(_ light: Plane, spacing: Double) {
    let radius = max(2, Int(spacing / 12))
    var logarithm = light
    logarithm.apply { logf(max($0, 1e-3)) }
    // The mean is drawn to what most pixels around show: those far from it count less, twice over.
    var bare = logarithm.boxFiltered(radius: radius)
    for _ in 0..<2 {
      var weight = logarithm
      weight.combine(with: bare) {
        let distance = ($0 - $1) * ($0 - $1) + 1e-3
        return 1e-4 / (distance * distance)
      }
      let sum = logarithm.multiplied(by: weight).boxFiltered(radius: radius)
      bare = weight.boxFiltered(radius: radius)
      bare.combine(with: sum) { $1 / $0 }
    }
    logarithm.combine(with: bare) { $1 - $0 }
    (ink, self.bare) = (logarithm, bare)
  }

  func light(of ink: Plane) -> Plane {
    var light = bare
    light.combine(with: ink) { clamp01(expf($0 - $1)) }
    return light
  }
}

extension Plane {
  /// Takes a share of the ink where it was touched and prints it again beside its place.
  fileprivate mutating func double(share: Float, _ touched: Plane, by shift: SIMD2<Double>) {
    var taken = multiplied(by: touched)
    taken.apply { $0 * share }
    combine(with: taken, -)
    let (column, row) = (Int(shift.x.rounded()), Int(shift.y.rounded()))
    for y in max(0, row)..<max(max(0, row), min(height, height + row)) {
      for x in max(0, column)..<max(max(0, column), min(width, width + column)) {
        self[y, x] += taken[y - row, x - column]
      }
    }
  }
}

extension Surface {
  /// The place among some around which the picture varies most.
  fileprivate func busiest(of places: [SIMD2<Double>]) -> SIMD2<Double> {
    let variations = places.map { variation(around: $0) }
    return places[variations.indices.max { variations[$0] < variations[$1] } ?? 0]
  }

  /// Standard deviation of the light of the middle channel within 12 px.
  private func variation(around place: SIMD2<Double>) -> Float {
    let window = PixelBox(x: Int(place.x) - 12, y: Int(place.y) - 12, width: 25, height: 25).intersection(frame)
    let light = linearLight(channel: image.channels / 2, window).values
    let mean = light.reduce(0, +) / Float(light.count)
    return (light.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(light.count)).squareRoot()
  }
}
