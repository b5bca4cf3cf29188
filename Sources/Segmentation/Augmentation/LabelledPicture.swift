import Imaging

/// A square picture with a class for each pixel, in 8 bits a sample, so that many stay in memory.
package struct LabelledPicture: Sendable {
  package let side: Int
  /// `[3, side, side]`, sRGB codes.
  package let samples: [UInt8]
  /// `[side, side]`; 0 is background.
  package let labels: [UInt8]

  /// - Parameters:
  ///   - mask: where the defect is, of the image's size; nil for a good photograph.
  ///   - label: the defect's class.
  package init(_ image: Image, mask: Mask?, label: UInt8, side: Int) {
    self.side = side
    let fitted = image.converted(toChannels: 3).resized(width: side, height: side)
    samples = fitted.pixels.map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
    guard let mask else {
      labels = [UInt8](repeating: 0, count: side * side)
      return
    }
    let whole = Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
    let coverage = whole.resized(width: side, height: side, filter: .area)
    labels = coverage.values.map { $0 >= Self.leastCoverage ? label : 0 }
  }

  /// From which share of its area on a pixel belongs to the defect: thin defects must not vanish on reduction.
  private static let leastCoverage: Float = 0.25
}
