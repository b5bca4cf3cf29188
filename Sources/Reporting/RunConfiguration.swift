import Foundation

/// What was run, and how: what `config.json` holds.
public struct RunConfiguration: Codable, Equatable, Sendable {
  /// The data set as it was given: a path or a name.
  public var dataset: String
  /// The command line that made the run, word by word.
  public var command: [String]
  /// The version of the program.
  public var version: String
  /// All settings, defaults included.
  public var settings: JSONValue

  /// A configuration; `settings` may be any value that can be encoded as JSON.
  ///
  /// - Throws: `EncodingError` when the settings cannot be encoded.
  public init(dataset: String, command: [String], version: String, settings: some Encodable) throws {
    (self.dataset, self.command, self.version) = (dataset, command, version)
    self.settings = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(settings))
  }

  /// A short name: the last part of the data set's path.
  public var title: String {
    let name = URL(fileURLWithPath: dataset).lastPathComponent
    return name.isEmpty || name == "/" ? dataset : name
  }

  /// The command line, quoted for a shell.
  public var shellCommand: String { command.map(\.quotedForShell).joined(separator: " ") }
}

/// Any JSON value.
public indirect enum JSONValue: Codable, Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Values by key.
  case object([String: JSONValue])

  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let string = try? value.decode(String.self) {
      self = .string(string)
    } else if let array = try? value.decode([JSONValue].self) {
      self = .array(array)
    } else {
      self = .object(try value.decode([String: JSONValue].self))
    }
  }

  /// Writes the value as JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }

  /// The leaves in order of their keys, each with the way that leads to it: `[("optimiser.rate", "0.001"), …]`.
  func flattened(_ path: String = "") -> [(path: String, text: String)] {
    guard case .object(let values) = self else { return [(path, text)] }
    return values.sorted { $0.key < $1.key }
      .flatMap { $0.value.flattened(path.isEmpty ? $0.key : path + "." + $0.key) }
  }

  private var text: String {
    switch self {
    case .null: "none"
    case .bool(let value): value ? "yes" : "no"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    case .string(let value): value
    case .array(let values): values.map(\.text).joined(separator: ", ")
    case .object: flattened().map { "\($0.path) \($0.text)" }.joined(separator: ", ")
    }
  }
}

extension String {
  /// The text as one word of a POSIX shell.
  var quotedForShell: String {
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%")
    if !isEmpty, unicodeScalars.allSatisfy(plain.contains) { return self }
    return "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
