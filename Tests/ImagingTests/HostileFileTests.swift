import Foundation
import Imaging
import Testing

/// Small files that claim much, or lead a reader in circles.
@Suite struct HostileFileTests {
  private func bytes(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func reason(_ data: [UInt8]) -> String {
    let error = #expect(throws: ImagingError.self) { try Image.decode(Data(data)) }
    return error.map(\.description) ?? ""
  }

  /// A chunk of metadata behind the header that claims 1.9 GB of which nothing is there.
  @Test func aPNGChunkOfClaimedGigabytes() throws {
    var data = [UInt8](try Data(contentsOf: Golden.file("grey8.png")))
    data.insert(contentsOf: [0x70, 0, 0xBD, 0x1A] + Array("eXIf".utf8), at: 33)
    #expect(reason(data).contains("truncated"))
  }

  /// Metadata that decoders of PNG would refuse costs no pixel.
  @Test func malformedPNGMetadataCostsNoPixel() throws {
    let whole = [UInt8](try Data(contentsOf: Golden.file("grey8.png")))
    var data = whole
    data.insert(contentsOf: [0, 0, 0, 2] + Array("iCCP".utf8) + [1, 2, 0, 0, 0, 0], at: 33)
    #expect(try Image.decode(Data(data)) == Image.decode(Data(whole)))
  }

  /// 26 bytes of lossless WebP that claim 268 megapixels, which would be 4 GB.
  @Test func aWebPOfClaimedGigabytes() {
    let stream: [UInt8] = [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0]
    let body = Array("WEBPVP8L".utf8) + bytes(stream.count, 4) + stream
    #expect(reason(Array("RIFF".utf8) + bytes(body.count, 4) + body).contains("cannot hold 16384 x 16384 pixels"))
  }

  /// A BigTIFF whose width lies at the last of all offsets.
  @Test func aBigTIFFWithTheLargestOffset() {
    let header = Array("II".utf8) + bytes(43, 2) + bytes(8, 4) + bytes(16, 8)
    let entry = bytes(256, 2) + bytes(1, 2) + bytes(9, 8) + bytes(.max, 8)
    #expect(reason(header + bytes(1, 8) + entry + bytes(0, 8)).contains("truncated"))
  }

  /// Directories of 4096 entries each, six bytes apart, each leading to the next.
  @Test func aTIFFOfOverlappingDirectories() {
    let (count, size) = (100, 2 + 12 * 4096)
    var data = Array("II".utf8) + bytes(42, 2) + bytes(8, 4) + [UInt8](repeating: 0, count: 6 * count + size + 4)
    for index in 0..<count {
      let place = 8 + 6 * index
      data.replaceSubrange(place..<place + 2, with: bytes(4096, 2))
      data.replaceSubrange(place + size..<place + size + 4, with: bytes(place + 6, 4))
    }
    #expect(reason(data).contains("overlap"))
  }

  @Test(arguments: [
    #"{"whitening": [1], "centres": [[0, 0, 0, 0]]}, "evidence": [1], "rarity": [1], "places": []"#,
    #"{"whitening": [1, 0, 1, 0, 0, 1], "centres": [[0, 0, 0, 0]]}, "evidence": [], "rarity": [1], "places": []"#,
  ])
  func aProductFinderWhosePartsDoNotBelongTogether(_ parts: String) {
    let text = #"{"showsObject": true, "model": {"code": \#(parts), "hasSoftShadows": false}}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ProductFinder.self, from: Data(text.utf8)) }
  }
}
