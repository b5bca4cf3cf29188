import Foundation

/// All that a training needs to go on as if it had never stopped: named parts (a model, an optimiser, an average,
/// generators), each a set of tensors, and notes such as the place in the data.
///
/// ```swift
/// var checkpoint = Checkpoint()
/// checkpoint["model"] = model.stateDictionary
/// checkpoint["optimizer"] = optimizer.state
/// checkpoint["generator"] = ["state": generator.state]
/// try checkpoint.note(progress, as: "progress")
/// try checkpoint.write(to: url)
/// ```
///
/// It is one safetensors file, written atomically; a tensor's name is `part/name`, a note is metadata.
public struct Checkpoint {
  private static let format = "blemish-checkpoint-1"
  private var parts: [String: [String: Tensor]] = [:]
  private var notes: [String: String] = [:]
  private var path = "the checkpoint"

  /// An empty checkpoint.
  public init() {}

  /// Reads a checkpoint; throws where the file is broken or something else.
  public init(contentsOf url: URL) throws(TorchError) {
    let file = try SafetensorsFile(url)
    path = url.path
    notes = file.metadata
    guard notes.removeValue(forKey: "format") == Self.format else {
      throw .checkpoint(path: path, reason: "is not a checkpoint of this version")
    }
    for name in file.names {
      guard let slash = name.firstIndex(of: "/") else {
        throw .checkpoint(path: path, reason: "the tensor \(name) belongs to no part")
      }
      parts[String(name[..<slash]), default: [:]][String(name[name.index(after: slash)...])] = try file.tensor(name)
    }
  }

  /// A part to be written; its name has no slash.
  public subscript(part: String) -> [String: Tensor]? {
    get { parts[part] }
    set {
      precondition(!part.contains("/"), "the name \(part) contains a slash")
      parts[part] = newValue
    }
  }

  /// A part that must be there; throws where it is not.
  public func part(_ name: String) throws(TorchError) -> [String: Tensor] {
    guard let part = parts[name] else { throw .checkpoint(path: path, reason: "has no part named \(name)") }
    return part
  }

  /// Notes a value under `key`.
  public mutating func note(_ value: some Encodable, as key: String) throws {
    precondition(key != "format", "the note format is taken")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    notes[key] = String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The value noted under `key`; throws where there is none, or one of another form.
  public func note<Note: Decodable>(_ type: Note.Type, _ key: String) throws(TorchError) -> Note {
    guard let text = notes[key] else { throw .checkpoint(path: path, reason: "has no note named \(key)") }
    do {
      return try JSONDecoder().decode(Note.self, from: Data(text.utf8))
    } catch {
      throw .checkpoint(path: path, reason: "the note \(key) has another form: \(error)")
    }
  }

  /// Writes the checkpoint in place of an older one; after a failure the older one is still there.
  public func write(to url: URL) throws(TorchError) {
    var tensors: [String: Tensor] = [:]
    for (part, state) in parts {
      for (name, tensor) in state { tensors["\(part)/\(name)"] = tensor }
    }
    try saveSafetensors(tensors, metadata: notes.merging(["format": Self.format]) { $1 }, to: url)
  }
}
