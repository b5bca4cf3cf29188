import Datasets
import Foundation
import Testing

@Suite struct SHA256Tests {
  /// Examples of FIPS 180-4 and of NIST's CAVP.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func knownAnswers(message: String, digest: String) {
    #expect(SHA256.hexDigest(of: Data(message.utf8)) == digest)
  }

  @Test func aMillionLetters() {
    #expect(
      SHA256.hexDigest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Pieces of any size give the digest of the whole, around every block boundary.
  @Test func piecesMakeTheWhole() {
    for length in [1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let whole = SHA256.hexDigest(of: bytes)
      for piece in [1, 3, 63, 64, 65] {
        var hash = SHA256()
        var rest = bytes[...]
        while !rest.isEmpty {
          hash.update(Array(rest.prefix(piece)))
          rest = rest.dropFirst(piece)
        }
        #expect(hash.hexDigest() == whole, "\(length) bytes in pieces of \(piece)")
      }
    }
  }

  @Test func filesAndMissingFiles() throws {
    let tree = try TemporaryTree()
    try tree.write(Data(repeating: 97, count: 1_000_000 + (1 << 20)), "a.bin")
    #expect(
      try SHA256.hexDigest(ofFile: tree.url("a.bin"))
        == SHA256.hexDigest(of: Data(repeating: 97, count: 1_000_000 + (1 << 20))))
    #expect(throws: DatasetError.self) { try SHA256.hexDigest(ofFile: tree.url("none")) }
  }
}

@Suite struct NaturalOrderTests {
  @Test func numbersCompareAsNumbers() {
    let sorted = ["a10", "a9", "a", "b1", "a2b", "a02", "10", "9", "a2"].sorted(by: NaturalOrder.precedes)
    #expect(sorted == ["9", "10", "a", "a02", "a2", "a2b", "a9", "a10", "b1"])
  }

  @Test func isAStrictOrder() {
    let names = ["", "0", "00", "1", "01", "a", "A", "ä", "a1b2", "a1b10", "a01b2", "99999999999999999999999"]
    for a in names {
      #expect(!NaturalOrder.precedes(a, a))
      for b in names where a != b {
        #expect(NaturalOrder.precedes(a, b) != NaturalOrder.precedes(b, a), "\(a), \(b)")
        for c in names where NaturalOrder.precedes(a, b) && NaturalOrder.precedes(b, c) {
          #expect(NaturalOrder.precedes(a, c), "\(a), \(b), \(c)")
        }
      }
    }
  }
}
