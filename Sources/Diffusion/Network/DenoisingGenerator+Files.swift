import Foundation
import Torch

extension DenoisingGenerator {
  /// Names the form of the file.
  private static let format = "blemish-diffusion-2"

  /// Writes the network with its configuration as one safetensors file, in place of an older one.
  /// - Throws: `TorchError` where it cannot be written.
  public func save(to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try saveSafetensors(
      stateDictionary.mapValues { $0.contiguous() },
      metadata: [
        "format": Self.format, "configuration": String(decoding: try encoder.encode(configuration), as: UTF8.self),
      ], to: url)
  }

  /// Reads a network; it is not trained any further.
  /// - Throws: `DiffusionError.unreadable`.
  public init(contentsOf url: URL) throws {
    do {
      let file = try SafetensorsFile(url)
      guard file.metadata["format"] == Self.format, let text = file.metadata["configuration"] else {
        throw DiffusionError.unreadable(path: url.path, reason: "is no diffusion generator of this version")
      }
      let configuration = try JSONDecoder().decode(DiffusionConfiguration.self, from: Data(text.utf8))
      try configuration.validate()
      self.init(configuration, from: nil)
      try load(try file.tensors())
      freeze()
    } catch let error as DiffusionError {
      if case .unreadable = error { throw error }
      throw DiffusionError.unreadable(path: url.path, reason: "\(error)")
    } catch {
      throw DiffusionError.unreadable(path: url.path, reason: "\(error)")
    }
  }
}
