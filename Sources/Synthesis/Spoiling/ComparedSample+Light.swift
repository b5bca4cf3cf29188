import Imaging
import Randomness

extension ComparedSample {
  /// The defect's change weakened to a mean of so many visibility thresholds, under the same mask.
  func faded(toThresholds thresholds: Double) -> ComparedSample? {
    let contrast = contrast
    guard contrast > 0 else { return nil }
    let share = Float(min(1, thresholds * Visibility.threshold / contrast))
    var drawn = photograph
    for i in drawn.pixels.indices { drawn.pixels[i] += share * (image.pixels[i] - drawn.pixels[i]) }
    return ComparedSample(image: drawn, mask: mask, photograph: photograph, foreground: foreground)
  }

  /// The mask filled with what no surface looks like: noise, coloured blocks, or inverted and exchanged colours.
  func corrupted(opacity: Double, using stream: inout RandomStream) -> ComparedSample? {
    let garbage = garbage(stream.integer(0...2), using: &stream)
    var drawn = image
    for i in drawn.pixels.indices where mask.values[i % drawn.area] != 0 {
      drawn.pixels[i] += Float(opacity) * (garbage.pixels[i] - drawn.pixels[i])
    }
    return replacing(drawn)
  }

  private func garbage(_ kind: Int, using stream: inout RandomStream) -> Image {
    var garbage = image
    if kind == 0 {
      for i in garbage.pixels.indices { garbage.pixels[i] = Float(stream.uniform()) }
      return garbage
    }
    let order = stream.shuffled(0..<image.channels)
    let side = stream.pick([4, 6, 8])
    let columns = (image.width + side - 1) / side
    let blocks = (0..<columns * ((image.height + side - 1) / side)).map { _ in Float(stream.uniform(-0.35...0.35)) }
    for channel in 0..<image.channels {
      for y in 0..<image.height {
        for x in 0..<image.width {
          garbage[channel, y, x] =
            kind == 1
            ? image[channel, y, x] + blocks[(y / side * columns + x / side + 7 * channel) % blocks.count]
            : 1 - image[order[channel], y, x]
        }
      }
    }
    return garbage
  }

  /// The defect's change blurred on the product, where it still shows.
  func blurred(sigma: Double) -> ComparedSample? {
    var planes: [Plane] = []
    for channel in 0..<image.channels {
      var change = image.plane(channel)
      let before = photograph.plane(channel)
      for i in change.values.indices { change.values[i] -= before.values[i] }
      planes.append(change.blurred(sigma: sigma))
    }
    var drawn = photograph
    for i in 0..<drawn.area where foreground.values[i] != 0 {
      let greatest = planes.reduce(Float(0)) { max($0, abs($1.values[i])) }
      guard greatest >= Float(Visibility.threshold) else { continue }
      for (channel, plane) in planes.enumerated() { drawn.pixels[channel * drawn.area + i] += plane.values[i] }
    }
    return replacing(drawn)
  }
}
