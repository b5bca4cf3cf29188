import Foundation
import Imaging
import Randomness

extension ComparedSample {
  /// The defect's pixels pasted so that at least this share of them lies off the product, none mixed with what is there.
  func misplaced(leastShareOff: Double, using stream: inout RandomStream) -> ComparedSample? {
    guard let box = mask.boundingBox, foreground.values.contains(0) else { return nil }
    let places = mask.values.indices.filter { mask.values[$0] != 0 }
    for _ in 0..<96 {
      let dx = stream.integer(-box.maxX + 1...image.width - 1 - box.x)
      let dy = stream.integer(-box.maxY + 1...image.height - 1 - box.y)
      let targets = targets(of: places, dx, dy)
      let off = targets.count { foreground.values[$0.to] == 0 }
      guard 2 * targets.count >= places.count, Double(off) >= leastShareOff * Double(targets.count) else { continue }
      var drawn = photograph
      for (from, to) in targets {
        for start in stride(from: 0, to: drawn.pixels.count, by: drawn.area) {
          drawn.pixels[start + to] = image.pixels[start + from]
        }
      }
      // Bright on bright is not in the wrong place but invisible.
      if let moved = replacing(drawn), moved.contrast >= Visibility.plain { return moved }
    }
    return nil
  }

  /// The mask moved by a way, px, in a random direction, of which at least half stays in the picture.
  func withMaskShifted(by way: Double, using stream: inout RandomStream) -> ComparedSample? {
    let places = mask.values.indices.filter { mask.values[$0] != 0 }
    for _ in 0..<16 {
      let angle = stream.uniform(0...2 * .pi)
      let targets = targets(of: places, Int((way * cos(angle)).rounded()), Int((way * sin(angle)).rounded()))
      guard 2 * targets.count >= places.count else { continue }
      var shifted = Mask(width: mask.width, height: mask.height)
      for (_, to) in targets { shifted.values[to] = 1 }
      return masked(shifted)
    }
    return nil
  }

  /// Where pixels go, for those that stay in the picture.
  private func targets(of places: [Int], _ dx: Int, _ dy: Int) -> [(from: Int, to: Int)] {
    places.compactMap { from in
      let (x, y) = (from % image.width + dx, from / image.width + dy)
      guard (0..<image.width).contains(x), (0..<image.height).contains(y) else { return nil }
      return (from, y * image.width + x)
    }
  }
}

/// Changes of light that people see, in encoded samples 0…1.
enum Visibility {
  /// Just seen on an even surface.
  static let threshold = 2.0 / 255
  /// Seen at once: the least contrast of sound samples.
  static let plain = 6.0 / 255
}
