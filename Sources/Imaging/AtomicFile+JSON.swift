import Foundation

extension AtomicFile {
  /// Writes `value` as JSON that people can read and compare: indented, keys in order.
  /// - Throws: `ImagingError.unwritable`; what encoding throws.
  public static func write(json value: some Encodable, to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(value), to: url)
  }
}

/// What is kept about a model in a JSON file that names the format it was written in.
package protocol ModelDescription: Codable {
  /// The format of this version.
  static var currentFormat: String { get }
  /// The format of the file.
  var format: String { get }
}

extension ModelDescription {
  /// Reads a description of this version's format.
  /// - Parameters:
  ///   - what: what the file holds, as in "a detector's settings".
  ///   - origin: what writes such folders, as in "`blemish train`".
  ///   - failure: the error for a reason.
  /// - Throws: what `failure` makes of a file that is missing, holds something else or has another format.
  package static func read(
    _ url: URL, _ what: String, from origin: String, or failure: (_ reason: String) -> any Error
  ) throws -> Self {
    guard let data = try? Data(contentsOf: url) else {
      throw failure("no such file; give a folder that \(origin) has written")
    }
    do {
      // First, as a description of another version lacks what this one has.
      let format = try JSONDecoder().decode(FormatName.self, from: data).format
      guard format == currentFormat else { throw failure("is of the version \(format), not \(currentFormat)") }
      return try JSONDecoder().decode(Self.self, from: data)
    } catch let error as DecodingError {
      throw failure("is not \(what): \(error)")
    }
  }
}

/// The format that a description names, whatever else is in it.
private struct FormatName: Decodable { let format: String }
