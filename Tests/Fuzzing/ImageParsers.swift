import Foundation
import Imaging

extension Parser {
  /// Photographs, each format by itself, and masks of any format.
  static let images =
    ImageFormat.allCases.map { format in
      Parser(name: format.rawValue, hasChecksums: format == .png, isExpected: { $0 is ImagingError }) { data in
        let image = try Image.decode(data)
        precondition(image.pixels.allSatisfy { $0 >= 0 && $0 <= 1 }, "a pixel outside of 0 to 1")
      }
    } + [mask]

  private static let mask = Parser(name: "mask", hasChecksums: true, isExpected: { $0 is ImagingError }) { data in
    let file = try MaskFile(ScratchFile("mask").holding(data))
    for convention in MaskConvention.allCases { _ = file.mask(convention) }
    _ = (file.shareOfExtremes, file.isTooFaint)
  }
}
