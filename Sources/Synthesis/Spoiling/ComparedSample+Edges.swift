import Foundation
import Imaging
import Randomness

extension ComparedSample {
  /// The largest piece of the defect clipped by that of several straight lines which shows most; where it is too thin or
  /// too faint for any, the defect pasted in a rectangle whose light does not fit.
  func cut(share: Double, using stream: inout RandomStream) -> ComparedSample? {
    let (change, piece) = (change(), mask.largestComponents(1))
    let places = piece.values.indices.filter { piece.values[$0] != 0 }
    let cuts = (0..<12).compactMap { _ -> Cut? in
      let angle = stream.uniform(0...2 * .pi)
      let share = min(0.8, max(0.1, share + stream.uniform(-0.15...0.15)))
      return self.cut(places, of: piece, angle: angle, share: share, change)
    }
    guard let best = cuts.max(by: { $0.light < $1.light }) else { return seamed(using: &stream) }
    var drawn = image
    for place in best.lost {
      for i in stride(from: place, to: drawn.pixels.count, by: drawn.area) { drawn.pixels[i] = photograph.pixels[i] }
    }
    return replacing(drawn)
  }

  /// A straight cut through a piece of the defect.
  private struct Cut {
    /// Pixels on the one side, which are lost.
    let lost: [Int]
    /// Sum of the change along the edge of the other.
    let light: Double
  }

  /// - Returns: nil where the cut would be short for a defect of this area, or fainter than the defect itself.
  private func cut(_ places: [Int], of piece: Mask, angle: Double, share: Double, _ change: Plane) -> Cut? {
    let normal = SIMD2(cos(angle), sin(angle))
    func depth(_ i: Int) -> Double { normal.x * Double(i % image.width) + normal.y * Double(i / image.width) }
    let limit = places.map(depth).sorted()[min(places.count - 1, Int(share * Double(places.count)))]
    let edge = places.filter { place in
      depth(place) >= limit && neighbours(of: place).contains { piece.values[$0] != 0 && depth($0) < limit }
    }
    let light = edge.reduce(0.0) { $0 + Double(change.values[$1]) }
    let leastLength = max(Self.leastCut, Int(0.5 * Double(mask.area).squareRoot()))
    guard edge.count >= leastLength, light >= max(Visibility.plain, 0.7 * contrast) * Double(edge.count) else {
      return nil
    }
    return Cut(lost: places.filter { depth($0) < limit }, light: light)
  }

  /// The pixels beside, above and below.
  private func neighbours(of i: Int) -> [Int] {
    let (x, width) = (i % image.width, image.width)
    return [
      x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, i >= width ? i - width : i, i + width < image.area ? i + width : i,
    ]
  }

  /// A rectangle of the photograph from a little further on, brighter or darker, with what it holds of the defect.
  private func seamed(using stream: inout RandomStream) -> ComparedSample? {
    let places = mask.values.indices.filter { mask.values[$0] != 0 }
    let centre = stream.pick(places)
    let reach = max(8, min(image.width, image.height) / 6)
    func span(_ place: Int, _ length: Int) -> ClosedRange<Int> {
      max(0, place - stream.integer(reach / 3...reach))...min(length - 1, place + stream.integer(reach / 3...reach))
    }
    let (columns, rows) = (span(centre % image.width, image.width), span(centre / image.width, image.height))
    let (dx, dy) = (stream.integer(-reach...reach), stream.integer(-reach...reach))
    let darker = stream.bernoulli(0.5)
    let (gain, offset) = (Float(darker ? 0.88 : 1.1), Float(darker ? -8.0 / 255 : 10.0 / 255))
    var drawn = photograph
    for channel in 0..<image.channels {
      for y in rows {
        for x in columns {
          let (fromX, fromY) = (min(image.width - 1, max(0, x + dx)), min(image.height - 1, max(0, y + dy)))
          let defect = image[channel, y, x] - photograph[channel, y, x]
          drawn[channel, y, x] = gain * photograph[channel, fromY, fromX] + offset + defect
        }
      }
    }
    return replacing(drawn).flatMap { $0.contrast >= Visibility.plain ? $0 : nil }
  }

  /// Shorter cuts are no cuts but blunt ends, px.
  private static let leastCut = 8
}
