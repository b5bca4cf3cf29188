import Foundation
import Imaging
import Testing

/// Masks as people save them.
@Suite struct MaskReadingTests {
  private static let size = 64

  /// A square of one value on another.
  private static func square(_ value: Float, on ground: Float = 0) -> Image {
    var image = Image(width: size, height: size, channels: 1, filledWith: ground)
    for y in 13..<40 { for x in 21..<50 { image[0, y, x] = value } }
    return image
  }

  private static let truth = Mask(square(1))

  private func read(_ data: Data, _ convention: MaskConvention = .light) throws -> Mask {
    var mask: Mask?
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("mask.bin")
      try data.write(to: url)
      mask = try Mask.read(url, convention: convention)
    }
    return try #require(mask)
  }

  @Test(arguments: [1, 100, 255]) func anyValueOfALosslessMaskIsSet(value: Int) throws {
    #expect(try read(Self.square(Float(value) / 255).pngData()) == Self.truth)
  }

  @Test(arguments: [60, 100, 255]) func aLossyMaskIsCutAtHalfOfItsBrightest(value: Int) throws {
    #expect(try read(Self.square(Float(value) / 255).jpegData(quality: 85)) == Self.truth)
  }

  /// A JPEG of 0 and 1 cannot be told from ripples.
  @Test func aFaintLossyMaskIsEmpty() throws {
    #expect(try read(Self.square(1 / 255).jpegData()).area == 0)
  }

  @Test(arguments: [(0, 255), (0, 1), (100, 200)]) func darkMarks(_ values: (defect: Int, ground: Int)) throws {
    let image = Self.square(Float(values.defect) / 255, on: Float(values.ground) / 255)
    #expect(try read(image.pngData(), .dark).area == (values.defect * 2 < values.ground ? Self.truth.area : 0))
  }

  /// A coloured mark on white, inverted in every other channel.
  @Test func colouredMarksOnWhite() throws {
    var image = Image(width: Self.size, height: Self.size, channels: 3, filledWith: 1)
    for y in 13..<40 { for x in 21..<50 { image[1, y, x] = 0 } }
    #expect(try read(image.pngData(), .dark) == Self.truth)
  }

  /// Red paint on nothing, as drawing programs save a layer: what is transparent is not marked, whatever its colour.
  @Test(arguments: ["paint.png", "black-paint.png", "white-nothing.png"])
  func paintOnTransparentGround(_ name: String) throws {
    #expect(try Mask.read(Golden.file("masks/\(name)")) == Mask.read(Golden.file("masks/truth.png")))
  }

  @Test func masksInEveryFormat() throws {
    let truth = try Mask.read(Golden.file("masks/truth.png"))
    for name in ["truth.tif", "truth-bilevel.tif", "truth.webp", "truth-lossy.webp", "truth.bmp"] {
      #expect(try Mask.read(Golden.file("masks/\(name)")) == truth, "\(name)")
    }
  }
}
