import Foundation
import Imaging

extension Defect {
  /// The defect in a box that has room for the shadow of what stands above the surface, as far as it stays on `frame`.
  func withRoomForShadow(of light: Light, pitch: Double, within frame: PixelBox) -> Defect {
    guard let relief, case let height = Double(relief.range.high), height > 0 else { return self }
    let length = height / pitch / tan(max(0.1, light.elevation - light.spread))
    // A long shadow would outweigh the defect itself.
    let reach = min(length, Double(min(frame.width, frame.height)) / 8)
    guard reach > 0.5 else { return self }
    let (dx, dy) = (Int((-cos(light.azimuth) * reach).rounded()), Int((-sin(light.azimuth) * reach).rounded()))
    let shadow = PixelBox(x: box.x + dx, y: box.y + dy, width: box.width, height: box.height)
    return grown(to: box.union(shadow).expanded(by: 2).intersection(frame))
  }

  /// The same fields over a larger box; nothing happens in what is added.
  private func grown(to larger: PixelBox) -> Defect {
    guard larger != box else { return self }
    func grown(_ plane: Plane) -> Plane { plane.placed(box, in: larger) }
    var defect = Defect(family: family, parameters: parameters, box: larger, coverage: grown(coverage))
    defect.relief = relief.map(grown)
    defect.displacement = displacement.map { Displacement(dx: grown($0.dx), dy: grown($0.dy)) }
    defect.occlusion = occlusion.map(grown)
    defect.films = films.map {
      Film(thickness: grown($0.thickness), absorption: $0.absorption, scattering: $0.scattering)
    }
    defect.patch = patch.map {
      Patch(light: $0.light.map(grown), opacity: grown($0.opacity), isPhotographed: $0.isPhotographed)
    }
    defect.finish = finish
    return defect
  }
}

extension Plane {
  /// The plane, which covers `box`, as a part of one that covers `larger`; 0 elsewhere.
  fileprivate func placed(_ box: PixelBox, in larger: PixelBox) -> Plane {
    values.withUnsafeBufferPointer { values in
      Plane(larger) { y, row in
        guard y >= box.y, y < box.maxY else { return }
        let source = (y - box.y) * box.width
        for x in 0..<box.width { row[box.x - larger.x + x] = values[source + x] }
      }
    }
  }
}
