import Foundation
import Imaging
import Physics
import Randomness

/// A patch or a thin scar of the picture, cut out, turned, changed in colour and pasted elsewhere, for comparison.
///
/// After C.-L. Li, K. Sohn, J. Yoon, T. Pfister, "CutPaste", CVPR 2021: patches of 2…15 % of the area and aspect
/// 0.3…3.3; scars of 2…16 × 10…25 px (at 256 px), turned by up to 45°; colour jitter of 0.1.
public struct CutPaste: SampleGenerator {
  /// Stable name, stored beside the samples.
  public let name = "cut-paste"
  /// The kinds that take turns.
  public let families = ["cut-paste", "cut-paste-scar"]

  private let areas: [Double]
  /// Patches of which more than this share would miss the product are tried elsewhere, where areas are given.
  private static let greatestLoss = 0.2

  /// The baseline.
  /// - Parameter areas: patches' shares of the picture, (0, 1), of which each sample takes one, for comparisons on equal
  ///   areas; those of the paper when empty.
  public init(areas: [Double] = []) { self.areas = areas }

  /// One sample of a family; nil where this attempt gave nothing acceptable.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    let image = surface.image
    let (width, height, angle) = fitted(size(family, image, using: &stream), to: image, using: &stream)
    let target = SIMD2(stream.uniform(0...Double(image.width)), stream.uniform(0...Double(image.height)))
    let source = SIMD2(
      stream.uniform(min(width / 2, Double(image.width) / 2)...max(width / 2, Double(image.width) - width / 2)),
      stream.uniform(min(height / 2, Double(image.height) / 2)...max(height / 2, Double(image.height) - height / 2)))
    let gains = (0..<image.channels).map { _ in Float(1 + stream.uniform(-0.1...0.1)) }
    var pasted = image
    var mask = [Float](repeating: 0, count: image.area)
    let (c, s) = (cos(angle), sin(angle))
    for y in 0..<image.height {
      for x in 0..<image.width {
        let offset = SIMD2(Double(x), Double(y)) - target
        let local = SIMD2(c * offset.x + s * offset.y, c * offset.y - s * offset.x)
        guard abs(local.x) <= width / 2, abs(local.y) <= height / 2 else { continue }
        mask[y * image.width + x] = 1
        let fromX = min(image.width - 1, max(0, Int((source.x + local.x).rounded())))
        let fromY = min(image.height - 1, max(0, Int((source.y + local.y).rounded())))
        for channel in 0..<image.channels {
          pasted[channel, y, x] = min(1, gains[channel] * image[channel, fromY, fromX])
        }
      }
    }
    let parameters = ["width_px": width, "height_px": height, "angle_deg": angle * 180 / .pi]
    guard let rendering = Blend.mix(surface, mask: mask, with: pasted, opacity: 1),
      areas.isEmpty || Double(rendering.mask.area) >= (1 - Self.greatestLoss) * width * height
    else { return nil }
    return GeneratedDefect(rendering: rendering, parameters: parameters)
  }

  /// The picture turned by quarters, moved round its edges by at least an eighth of its side, and changed in colour as
  /// patches are: what a mask of any shape is filled with.
  static func shifted(_ image: Image, using stream: inout RandomStream) -> Image {
    let turned = image.rotated90(times: image.width == image.height ? stream.integer(0...3) : 0)
    let dx = stream.integer(image.width / 8...max(image.width / 8, image.width - 1 - image.width / 8))
    let dy = stream.integer(image.height / 8...max(image.height / 8, image.height - 1 - image.height / 8))
    var moved = image
    for channel in 0..<image.channels {
      let gain = Float(1 + stream.uniform(-0.1...0.1))
      for y in 0..<image.height {
        for x in 0..<image.width {
          let value = turned[channel, (y + dy) % image.height, (x + dx) % image.width]
          moved[channel, y, x] = min(1, gain * value)
        }
      }
    }
    return moved
  }

  /// The size scaled to one of the wanted areas, no side longer than the picture's.
  private func fitted(
    _ size: (width: Double, height: Double, angle: Double), to image: Image, using stream: inout RandomStream
  ) -> (width: Double, height: Double, angle: Double) {
    guard !areas.isEmpty else { return size }
    let area = stream.pick(areas) * Double(image.area)
    let ratio = (area / (size.width * size.height)).squareRoot()
    let width = min(size.width * ratio, Double(image.width))
    let height = min(area / width, Double(image.height))
    return (width, height, size.angle)
  }

  private func size(
    _ family: String, _ image: Image, using stream: inout RandomStream
  ) -> (width: Double, height: Double, angle: Double) {
    if family == "cut-paste-scar" {
      let scale = Double(min(image.width, image.height)) / 256
      return (
        scale * stream.uniform(2...16), scale * stream.uniform(10...25), stream.uniform(-Double.pi / 4...Double.pi / 4)
      )
    }
    let area = stream.uniform(0.02...0.15) * Double(image.area)
    let aspect = stream.bernoulli(0.5) ? stream.uniform(0.3...1) : stream.uniform(1...3.3)
    return ((area * aspect).squareRoot(), (area / aspect).squareRoot(), 0)
  }
}
