import Foundation
import Imaging
import Randomness
import Testing

/// Images that go out to a file and come back.
@Suite struct CodecTests {
  @Test(arguments: [(1, 8), (3, 8), (1, 16), (3, 16)], [PNGCompression.fast, .balanced, .small])
  func pngKeepsEveryCode(_ shape: (channels: Int, bitDepth: Int), _ compression: PNGCompression) throws {
    let image = Samples.noise(width: 37, height: 21, channels: shape.channels, bitDepth: shape.bitDepth)
    let decoded = try Image.decode(image.pngData(compression: compression))
    #expect(decoded == image)
    #expect(decoded.bitDepth == shape.bitDepth)
  }

  @Test func samplesOutOfRangeAreClampedAndNaNIsZero() throws {
    let image = Image(width: 4, height: 1, channels: 1, pixels: [-1, 2, .nan, .infinity])
    #expect(try Image.decode(image.pngData()).pixels == [0, 1, 0, 1])
  }

  @Test func jpegStaysClose() throws {
    let image = Samples.ramp(width: 64, height: 48)
    let decoded = try Image.decode(image.jpegData(quality: 95))
    #expect(decoded.channels == 3 && decoded.width == 64 && decoded.height == 48)
    let worst = zip(image.pixels, decoded.pixels).map { abs($0 - $1) }.max()!
    #expect(worst < 0.03)
    #expect(try image.jpegData(quality: 20).count < image.jpegData(quality: 95).count)
  }

  @Test func filesAreToldApartByContentNotName() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("really a png ä.jpg")
      let image = Samples.noise(width: 5, height: 6, channels: 3)
      try image.writePNG(to: url)
      #expect(try Image.read(url) == image)
      let header = try ImageHeader.read(url)
      #expect(header.format == .png && header.width == 5 && header.height == 6)
      #expect(header.channels == 3 && header.bitDepth == 8 && !header.hasAlpha)
    }
  }

  @Test func sixteenBitMapsComeBack() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("map.png")
      let map = Plane(width: 3, height: 2, values: [0, 0.1, 0.25, 0.5, 0.9, 1])
      try map.writePNG16(to: url)
      for (written, read) in zip(map.values, try Plane.read(url).values) { #expect(abs(written - read) <= 0.5 / 65535) }
      try Samples.ramp(width: 4, height: 4).writePNG(to: url)
      #expect(throws: ImagingError.self) { try Plane.read(url) }
    }
  }

  @Test func maskValuesOfOneAreSet() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("mask.png")
      var image = Image(width: 3, height: 1, channels: 3)
      image[0, 0, 0] = 1 / 255
      image[2, 0, 2] = 1
      try image.writePNG(to: url)
      #expect(try Mask.read(url).values == [1, 0, 1])
      try Mask(width: 3, height: 1, values: [0, 9, 0]).writePNG(to: url)
      #expect(try Image.read(url).pixels == [0, 1, 0])
      #expect(try Mask.read(url).values == [0, 1, 0])
    }
  }

  @Test func jpegMasksIgnoreRipples() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("mask.jpg")
      var mask = Mask(width: 64, height: 64)
      for y in 13..<40 { for x in 21..<50 { mask[y, x] = true } }
      try mask.image.writeJPEG(to: url, quality: 80)
      #expect(try Mask.read(url) == mask)
    }
  }

  @Test func anOlderFileIsReplacedWholly() throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("note.txt")
      try AtomicFile.write(Data("a long first version".utf8), to: url)
      try AtomicFile.write(Data("second".utf8), to: url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "second")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["note.txt"])
    }
  }

  @Test func unwritablePlacesAreNamed() throws {
    try inTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("missing/x.png")
      #expect(throws: ImagingError.unwritable(path: missing.path, reason: "its folder does not exist")) {
        try AtomicFile.write(Data(), to: missing)
      }
      let inTheWay = folder.appendingPathComponent("folder")
      try FileManager.default.createDirectory(at: inTheWay, withIntermediateDirectories: false)
      #expect(throws: ImagingError.self) { try AtomicFile.write(Data("x".utf8), to: inTheWay) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["folder"])
    }
  }
}
