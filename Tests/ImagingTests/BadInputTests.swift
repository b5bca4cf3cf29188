import Foundation
import Imaging
import Randomness
import Testing

/// Damaged, hostile and foreign files: a typed error that names the file, never a crash, never half a picture.
@Suite struct BadInputTests {
  /// Even one missing byte at the end.
  @Test(arguments: Golden.files.keys.sorted())
  func everyTruncationIsRefused(_ name: String) throws {
    let whole = try Data(contentsOf: Golden.file(name))
    let lengths =
      whole.count < 1000 ? Array(0..<whole.count) : Array(stride(from: 0, to: whole.count, by: 7)) + [whole.count - 1]
    for length in lengths {
      #expect(throws: ImagingError.self, "\(length) of \(whole.count) bytes") {
        try Image.decode(whole.prefix(length), source: name)
      }
    }
  }

  @Test(arguments: Golden.files.keys.sorted())
  func flippedBitsNeverCrash(_ name: String) throws {
    let whole = try Data(contentsOf: Golden.file(name))
    var stream = RandomStream(seed: 3, key: name)
    for _ in 0..<300 {
      var damaged = whole
      for _ in 0..<stream.integer(1...4) {
        damaged[stream.integer(0...(damaged.count - 1))] ^= UInt8(1 << stream.integer(0...7))
      }
      do {
        let image = try Image.decode(damaged, source: name, limits: DecodeLimits(pixels: 1_000_000))
        #expect(image.pixels.allSatisfy { $0 >= 0 && $0 <= 1 })
      } catch is ImagingError {}
    }
  }

  @Test func flippedBitsInPNGPixelsAreNoticed() throws {
    let whole = try Data(contentsOf: Golden.file("rgb8.png"))
    let start = try #require(whole.range(of: Data("IDAT".utf8))).upperBound
    for offset in start..<start + 60 {
      var damaged = whole
      damaged[offset] ^= 0x10
      #expect(throws: ImagingError.self) { try Image.decode(damaged) }
    }
  }

  @Test func aClaimOfABillionPixelsIsRefusedAtOnce() throws {
    var data = try Data(contentsOf: Golden.file("grey8.png"))
    data.replaceSubrange(16..<24, with: [0, 0, 0x7D, 0x00, 0, 0, 0x7D, 0x00])
    let start = ContinuousClock.now
    #expect(throws: ImagingError.tooLarge(source: "big.png", width: 32000, height: 32000, limit: 400_000_000)) {
      try Image.decode(data, source: "big.png")
    }
    // Below the limit, but more than so few bytes can hold: refused before gigabytes are allocated.
    data.replaceSubrange(16..<24, with: [0, 0, 0x40, 0x00, 0, 0, 0x40, 0x00])
    #expect(throws: ImagingError.self) { try Image.decode(data) }
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test func theLimitIsTheCallers() throws {
    let url = Golden.file("rgb8.png")
    #expect(throws: ImagingError.tooLarge(source: url.path, width: 13, height: 11, limit: 142)) {
      try Image.read(url, limits: DecodeLimits(pixels: 142))
    }
    #expect(throws: Never.self) { try Image.read(url, limits: DecodeLimits(pixels: 143)) }
  }

  @Test(arguments: [
    ("cmyk.jpg", "CMYK"), ("bmp8-run-length.bmp", "compressed"), ("cmyk.tif", "CMYK"), ("float.tif", "floating-point"),
    ("two-pages.tif", "2 pages"), ("animated.webp", "animated"),
  ])
  func unsupportedKindsSayWhatTheyAre(_ name: String, _ word: String) {
    let error = #expect(throws: ImagingError.self) { try Image.read(Golden.file(name)) }
    guard case .unsupported(_, let reason) = error else {
      Issue.record("\(name): \(String(describing: error))")
      return
    }
    #expect(reason.contains(word))
  }

  @Test(arguments: [
    ("", "empty"), ("GIF89a............", "GIF"), ("\0\0\0\u{18}ftypheic", "HEIC"),
    ("version https://git-lfs.github.com", "Git LFS"),
    ("<!doctype html>", "text"), ("hello", "no known format"), ("BM", "no known format"),
    ("\u{89}PNG", "no known format"),
  ])
  func foreignFilesAreNamed(_ content: String, _ word: String) throws {
    try inTemporaryFolder { folder in
      let url = folder.appendingPathComponent("ünlesbar 1.png")
      try Data(content.utf8).write(to: url)
      let error = #expect(throws: ImagingError.self) { try Image.read(url) }
      #expect(error?.description.contains(word) == true && error?.description.contains(url.path) == true)
    }
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    try inTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("none.png")
      #expect(throws: ImagingError.unreadable(source: missing.path, reason: "there is no such file")) {
        try Image.read(missing)
      }
      #expect(throws: ImagingError.unreadable(source: folder.path, reason: "it is a folder")) { try Image.read(folder) }
    }
  }
}
