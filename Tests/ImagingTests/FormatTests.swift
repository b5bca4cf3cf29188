import Foundation
import Imaging
import Testing

/// What kinds of image files have of their own.
@Suite struct FormatTests {
  /// Cameras leave bytes between the segments of a JPEG, which libjpeg and viewers pass over.
  @Test(arguments: [1, 7]) func bytesBetweenSegmentsArePassedOver(count: Int) throws {
    let whole = try Samples.ramp(width: 24, height: 16).jpegData()
    // Behind the first segment, whose length is at byte 4.
    let end = 4 + Int(whole[4]) << 8 + Int(whole[5])
    let stray = Data((0..<count).map { UInt8($0 + 1) })
    let image = try Image.decode(whole[..<end] + stray + whole[end...])
    #expect(try image == Image.decode(whole))
  }

  @Test(arguments: [
    ("rgb.jpg", ImageFormat.jpeg), ("rgb8.png", .png), ("bmp24.bmp", .bmp), ("rgb8.tif", .tiff), ("lossy.webp", .webp),
  ])
  func theFirstBytesTellTheFormat(_ name: String, _ format: ImageFormat) throws {
    let start = try Data(contentsOf: Golden.file(name)).prefix(FileContent.length)
    #expect(FileContent(startingWith: start) == .image(format))
    #expect(try ImageHeader.read(Golden.file(name)).format == format)
  }

  @Test func foreignPicturesAreToldFromOtherFiles() {
    #expect(FileContent(startingWith: Data("GIF89a".utf8)) == .foreignImage("GIF"))
    #expect(FileContent(startingWith: Data("\0\0\0\u{1C}ftypavif".utf8)) == .foreignImage("AVIF"))
    #expect(FileContent(startingWith: Data("{\"shapes\": []}".utf8)) == .other)
    #expect(FileContent(startingWith: Data()) == .other)
  }

  @Test(arguments: [
    ("rgb.jpg", true), ("rgb-jpeg.tif", true), ("lossy.webp", true), ("orientation6.webp", true),
    ("lossless.webp", false), ("rgb8.tif", false), ("rgb8.png", false),
  ])
  func whatLosesPixelsIsKnown(_ name: String, _ isLossy: Bool) throws {
    #expect(try ImageHeader.read(Golden.file(name)).isLossy == isLossy)
  }

  /// A TIFF of a few bytes that claims to hold a hundred megapixels must not allocate them.
  @Test func aClaimOfManyPixelsIsRefusedInATIFF() throws {
    var data = try Data(contentsOf: Golden.file("grey8.tif"))
    let place = try #require(data.range(of: Data([0x00, 0x01, 3, 0, 1, 0, 0, 0, 21, 0]))).upperBound - 2
    data.replaceSubrange(place..<place + 2, with: [0xFF, 0xFF])
    data.replaceSubrange(place + 12..<place + 14, with: [0xFF, 0x7F])
    let start = ContinuousClock.now
    #expect(throws: ImagingError.self) { try Image.decode(data) }
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}

/// Cameras that use fewer than the 16 bits of a sample.
@Suite struct SampleBitsTests {
  private static func photograph(brightest: Int) -> Image {
    var image = Image(width: 8, height: 4, channels: 1, bitDepth: 16)
    for i in image.pixels.indices { image.pixels[i] = Float(brightest * (i + 1) / 32) / 65535 }
    return image
  }

  @Test(arguments: [(1023, 10), (1024, 11), (4095, 12), (65535, 16), (0, 0)])
  func bitsInUse(brightest: Int, bits: Int) {
    #expect(Self.photograph(brightest: brightest).usedBits == bits)
    #expect(Image(width: 2, height: 2, channels: 1, filledWith: 1).usedBits == 8)
  }

  @Test func theCamerasWhiteBecomesWhite() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("twelve.png")
      try Self.photograph(brightest: 4095).writePNG(to: url)
      let image = try Image.read(url, bits: 12)
      #expect(image.pixels.max() == 1 && image.bitDepth == 16)
      #expect(abs(image.pixels[15] - Float(4095 * 16 / 32) / 4095) < 1e-6)
      #expect(try Image.read(url).pixels.max()! < 0.07)
      #expect(try Image.read(url, bits: 16) == Image.read(url))
      let error = #expect(throws: ImagingError.self) { try Image.read(url, bits: 10) }
      #expect(error?.description.contains("--bits 12") == true)
    }
  }

  @Test func photographsOfEightBitsAreReadAsTheyAre() throws {
    #expect(try Image.read(Golden.file("rgb8.png"), bits: 12) == Image.read(Golden.file("rgb8.png")))
  }
}
