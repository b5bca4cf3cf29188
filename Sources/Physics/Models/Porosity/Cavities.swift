import Foundation
import Imaging
import Randomness

/// Cut pores carried to the pixels: the deepest cavity at each.
struct Cavities {
  let box: PixelBox
  /// How far inside a pore each pixel lies, px.
  private(set) var margin: Plane
  /// Depth below the surface, px.
  private(set) var depth: Plane
  /// Share of the sky that is seen from within; 1 outside.
  private(set) var openness: Plane
  /// Mean radius of the discs, px.
  let meanRadius: Double

  private static let reach = 4.0

  /// Sections in px; nil where none meets the picture.
  init?(
    _ sections: [BooleanModel.Section], _ parameters: PorosityParameters, on surface: Surface,
    using stream: inout RandomStream
  ) {
    let boxes = sections.map { Self.surroundings($0, parameters).intersection(surface.frame) }
    guard let first = boxes.first(where: { $0.area > 0 }) else { return nil }
    box = boxes.reduce(first) { $1.area > 0 ? $0.union($1) : $0 }
    margin = Plane(box, filledWith: -Float(Self.reach))
    depth = Plane(box)
    openness = Plane(box, filledWith: 1)
    meanRadius = sections.reduce(0) { $0 + $1.radius } / Double(sections.count)
    let warp = Warp(parameters.raggedness, cell: max(3, 0.9 * meanRadius), box, using: &stream)
    let angle = stream.uniform(0...Double.pi)
    for (section, around) in zip(sections, boxes) where around.area > 0 {
      let turned = angle + stream.normal(deviation: 0.25)
      carve(section, around, elongation: parameters.elongation, angle: turned, warp)
    }
  }

  private static func surroundings(_ section: BooleanModel.Section, _ parameters: PorosityParameters) -> PixelBox {
    let extent =
      section.radius * (1 + 0.8 * parameters.raggedness) * parameters.elongation.squareRoot() + Self.reach + 1
    return PixelBox(
      covering: (section.centre.x - extent)...(section.centre.x + extent),
      (section.centre.y - extent)...(section.centre.y + extent))
  }

  /// Coordinates shaken by noise, in units of a pore's radius: the walls of shrinkage cavities follow the dendrites.
  private struct Warp {
    let amount: Float
    let x: Plane
    let y: Plane

    init(_ raggedness: Double, cell: Double, _ box: PixelBox, using stream: inout RandomStream) {
      amount = Float(0.7 * raggedness)
      guard raggedness > 0 else {
        (x, y) = (Plane(box), Plane(box))
        return
      }
      let noise = GradientNoise(using: &stream)
      x = noise.fractal(box, cell: cell, octaves: 4, gain: 0.55)
      y = noise.fractal(box, cell: cell * 1.13, octaves: 4, gain: 0.55, angle: 1.1)
    }
  }

  private mutating func carve(
    _ section: BooleanModel.Section, _ around: PixelBox, elongation: Double, angle: Double, _ warp: Warp
  ) {
    let centre = SIMD2<Float>(section.centre)
    let (along, stretch) = (SIMD2(Float(cos(angle)), Float(sin(angle))), Float(elongation.squareRoot()))
    let (radius, sphere, sunk) = (Float(section.radius), Float(section.sphereRadius), Float(section.depth))
    let (open, shake) = (Float(section.openness), warp.amount * Float(section.radius))
    // Below the equator of a sphere that lies deep the wall overhangs; what is seen is not deeper than this.
    let deepest = 2.5 * radius
    for y in around.y..<around.maxY {
      for x in around.x..<around.maxX {
        let i = (y - box.y) * box.width + x - box.x
        let offset =
          SIMD2(Float(x), Float(y)) - centre + shake * SIMD2(warp.x.values[i], warp.y.values[i])
        let local = SIMD2(
          (offset.x * along.x + offset.y * along.y) / stretch, (offset.y * along.x - offset.x * along.y) * stretch)
        let distance = (local * local).sum().squareRoot()
        let inside = (radius - distance) / stretch
        margin.values[i] = max(margin.values[i], inside)
        guard distance < radius else { continue }
        let below = min(deepest, (sphere * sphere - distance * distance).squareRoot() + sunk)
        depth.values[i] = max(depth.values[i], below)
        openness.values[i] = min(openness.values[i], open)
      }
    }
  }
}
