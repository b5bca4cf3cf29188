import Foundation
import Torch

extension SegmentationNetwork {
  /// Copies pre-trained weights of the backbone from a safetensors file; heads keep what they have.
  ///
  /// Nothing changes unless everything fits. See ``backboneState(in:)`` for the names that are understood.
  /// - Throws: `SegmentationError.unsuitableWeights` with all tensors that are missing or of another shape; `TorchError`
  ///   where the file is no safetensors file.
  public func loadBackbone(_ url: URL) throws {
    let found = Self.backboneState(in: try loadSafetensors(url))
    let backbone = state.filter { !Self.isHead($0.name) }
    let misfits = backbone.compactMap { entry -> String? in
      guard let tensor = found[entry.name] else { return "\(entry.name) is missing" }
      return tensor.shape == entry.tensor.shape
        ? nil : "\(entry.name) has the shape \(tensor.shape), not \(entry.tensor.shape)"
    }
    guard misfits.isEmpty else { throw SegmentationError.unsuitableWeights(path: url.path, misfits: misfits) }
    for entry in backbone { entry.tensor.copy_(found[entry.name]!) }
  }

  /// `file` under other names; where two become one, the first by its old name is kept.
  static func renamed(_ file: [String: Tensor], _ rename: (String) -> String) -> [String: Tensor] {
    let pairs = file.sorted { $0.key < $1.key }.map { (rename($0.key), $0.value) }
    return Dictionary(pairs) { first, _ in first }
  }
}
