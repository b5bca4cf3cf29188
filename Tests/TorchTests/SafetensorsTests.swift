import Foundation
import Testing
import Torch

@Suite struct SafetensorsTests {
  @Test func everyTypeSurvives() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a file – ü.safetensors")
      let types = DType.allCases
      let values = Tensor([0, 1, 1, 0, 1, 1] as [Float], [2, 3])
      var tensors = Dictionary(uniqueKeysWithValues: types.map { ("type/\($0)", values.to($0)) })
      tensors["a \"quoted\" \\ name\nwith ünïcode 🙂"] = .arange(3)
      tensors["scalar"] = .full([], 3)
      tensors["empty"] = .zeros([0, 4])
      tensors["transposed"] = Tensor.arange(6).reshape(2, 3).transpose(0, 1)
      try saveSafetensors(tensors, metadata: ["note": "a\tb"], to: url)
      let file = try SafetensorsFile(url)
      #expect(file.names == tensors.keys.sorted() && file.metadata == ["note": "a\tb"])
      for (name, tensor) in tensors {
        #expect(file.shape(name) == tensor.shape)
        #expect(isIdentical(try file.tensor(name), tensor), "\(name)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }
  }

  @Test func bytesEqualPythons() throws {
    try withTemporaryFolder { folder in
      let original = try Golden.url("operators")
      let file = try SafetensorsFile(original)
      let copy = folder.appendingPathComponent("copy.safetensors")
      try saveSafetensors(file.tensors(), metadata: file.metadata, to: copy)
      #expect(try Data(contentsOf: copy) == Data(contentsOf: original))
    }
  }

  @Test func rowsAreReadAlone() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("rows.safetensors")
      try saveSafetensors(["a": .arange(12).reshape(4, 3), "b": .arange(2)], to: url)
      let file = try SafetensorsFile(url)
      #expect(try file.tensor("a", rows: 1..<3).array(of: Float.self) == [3, 4, 5, 6, 7, 8])
      #expect(try file.tensor("a", rows: 2..<2).shape == [0, 3])
      #expect(throws: TorchError.self) { try file.tensor("a", rows: 3..<5) }
      #expect(throws: TorchError.self) { try file.tensor("c") }
    }
  }

  @Test func missingFilesAndFoldersAreErrors() {
    let missing = URL(fileURLWithPath: "/nowhere/at all.safetensors")
    #expect(throws: TorchError.self) { try SafetensorsFile(missing) }
    let error = #expect(throws: TorchError.self) { try saveSafetensors(["a": .zeros([1])], to: missing) }
    #expect("\(error, default: "")".contains("/nowhere/at all.safetensors: cannot be written"))
    #expect(throws: TorchError.self) { try SafetensorsFile(FileManager.default.temporaryDirectory) }
  }

  @Test func failedWritesLeaveTheOldFile() throws {
    try withTemporaryFolder { folder in
      // A folder of that name cannot be replaced by a file.
      let url = folder.appendingPathComponent("taken")
      try FileManager.default.createDirectory(
        at: url.appendingPathComponent("inside"), withIntermediateDirectories: true)
      #expect(throws: TorchError.self) { try saveSafetensors(["a": .zeros([1])], to: url) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
    }
  }

  @Test func truthValuesAreChecked() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("bool.safetensors")
      try saveSafetensors(["a": Tensor([true, false])], to: url)
      var bytes = try Data(contentsOf: url)
      bytes[bytes.count - 1] = 2
      try bytes.write(to: url)
      #expect(throws: TorchError.self) { try SafetensorsFile(url).tensor("a") }
    }
  }

  @Test func remainsOfAKilledWriterAreWrittenOver() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      let partial = folder.appendingPathComponent(".a.safetensors.partial")
      try Data(count: 10_000).write(to: partial)
      try saveSafetensors(["a": .ones([2])], to: url)
      #expect(try loadSafetensors(url)["a"]?.array(of: Float.self) == [1, 1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.safetensors"])

      let other = open(partial.path, O_WRONLY | O_CREAT, 0o644)
      defer { close(other) }
      #expect(flock(other, LOCK_EX) == 0)
      #expect(throws: TorchError.file(path: url.path, reason: "another process is writing it")) {
        try saveSafetensors(["a": .zeros([2])], to: url)
      }
      #expect(FileManager.default.fileExists(atPath: partial.path))
    }
  }

  @Test(arguments: malformed)
  func malformedFilesAreRefused(_ sample: Malformed) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("bad.safetensors")
      try sample.bytes.write(to: url)
      let error = #expect(throws: TorchError.self) { try SafetensorsFile(url) }
      guard case .safetensors(url.path, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains(sample.reason))
    }
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    let bytes: Data
    let reason: String
    let testDescription: String

    /// A file with this header and as many bytes of data.
    init(_ header: String, data: Int = 4, _ reason: String) {
      let text = Data(header.utf8)
      bytes = Self.length(UInt64(text.count)) + text + Data(count: data)
      self.reason = reason
      testDescription = String(header.prefix(60)) + " → " + reason
    }

    init(raw: Data, _ reason: String) {
      bytes = raw
      self.reason = reason
      testDescription = reason
    }

    static func length(_ value: UInt64) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }
  }

  static let malformed: [Malformed] = framing + tables + syntax

  private static let framing = [
    Malformed(raw: Data(), "only 0 bytes"),
    Malformed(raw: Data([1, 0, 0]), "only 3 bytes"),
    Malformed(raw: Malformed.length(.max) + Data("{}".utf8), "a header of 18446744073709551615 bytes"),
    Malformed(raw: Malformed.length(100_000_001), "at most 100000000"),
    Malformed(raw: Malformed.length(50) + Data("{}".utf8), "cut off"),
    Malformed(raw: Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]), "a header of"),
  ]

  private static let tables = [
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 3, "a ends at byte 4 of 3"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 9, "5 bytes after the last"),
    Malformed(#"{}"#, data: 1, "1 bytes after the last"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8, "leaves a gap"),
    Malformed(
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      data: 8, "b overlaps"),
    Malformed(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "needs 8"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "out of order"),
    Malformed(
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, data: 0, "overflows"),
    Malformed(
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, "a number is out of range"),
    Malformed(#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, "unknown type F31"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1]}}"#, "lacks"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#, "two data_offsets"),
    Malformed(#"{"a":{"dtype":"F32","shape":"x","data_offsets":[0,4]}}"#, "malformed field shape"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":[]}}"#, "unknown or malformed field more"),
    Malformed(#"{"a":[1]}"#, "not an object"),
    Malformed(#"{"__metadata__":{"a":[1]}}"#, data: 0, "__metadata__.a is not a string"),
    Malformed(#"{"__metadata__":"a"}"#, data: 0, "__metadata__ is not an object"),
  ]

  private static let syntax = [
    Malformed("", data: 0, "does not begin with {"),
    Malformed("[]", data: 0, "does not begin with {"),
    Malformed(" {}", data: 0, "does not begin with {"),
    Malformed("{", data: 0, "\" is expected"),
    Malformed("{}x", data: 0, "text after"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, "the key shape appears twice"),
    Malformed(#"{"__metadata__":{},"__metadata__":{}}"#, data: 0, "the key __metadata__ appears twice"),
    Malformed(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "a whole number is expected"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, "] is expected"),
    Malformed(#"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#, "a whole number is expected"),
    Malformed(#"{"a":{"dtype":"F32","shape":null}}"#, "a string, list or object"),
    Malformed(#"{"a":{"b":{"c":{"d":{}}}}}"#, "nested too deep"),
    Malformed(#"{"a\x":{}}"#, "unknown escape"),
    Malformed(#"{"\ud800":{}}"#, "half a surrogate pair"),
    Malformed(#"{"\u12":{}}"#, "four hexadecimal digits"),
    Malformed(#"{"a"#, "\" is expected"),
    Malformed("{\"a\u{1}\":{}}", "control character"),
  ]
}
