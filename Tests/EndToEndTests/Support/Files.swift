import Foundation

/// Reading and damaging of files.
enum Files {
  static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

  /// The paths of all files below a folder, relative to it, sorted.
  static func below(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: folder.appendingPathComponent(path).path, isDirectory: &isFolder)
      return exists && !isFolder.boolValue
    }.sorted()
  }

  /// A JSON object.
  static func object(_ url: URL) throws -> [String: Any] {
    try object(Data(contentsOf: url))
  }

  static func object(_ data: Data) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return object
  }

  /// What a run measured, without the times, as comparable text.
  static func measures(of run: URL) throws -> String {
    var object = try object(run.appendingPathComponent("metrics.json"))
    object["timing"] = nil
    return String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
  }

  /// Keeps the first half of a file.
  static func truncate(_ url: URL) throws {
    let data = try Data(contentsOf: url)
    try data.prefix(data.count / 2).write(to: url)
  }

  /// A PNG whose header claims a size and that has no pixels.
  static func emptyPNG(width: UInt32, height: UInt32) -> Data {
    var header = Data("IHDR".utf8)
    for value in [width, height] { header += withUnsafeBytes(of: value.bigEndian) { Data($0) } }
    header += [8, 2, 0, 0, 0]
    var png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    png += header
    png += withUnsafeBytes(of: checksum(header).bigEndian) { Data($0) }
    return png
  }

  /// The CRC-32 of PNG chunks.
  private static func checksum(_ data: Data) -> UInt32 {
    ~data.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
  }
}
