import Foundation
import Torch

/// A vision transformer that has taught itself on unlabelled photographs, frozen; with patches of 14 px, with or without
/// four registers.
///
/// Patches are made to be cells of ``cell`` px: an image `H` × `W` is resampled to 14 / 16 of its sides (rounded up to
/// whole patches), so 256 px give 16 × 16 patches. Levels are the patches after a quarter, half, three quarters and all of
/// the blocks (as in Ranftl et al., "Vision Transformers for Dense Prediction", ICCV 2021), normalised as the last block's
/// are, and brought bilinearly to strides 4, 8, 16 and 32. So finer levels are shallower ones, not sharper ones: to see
/// finer, show larger images.
///
/// Sources: Oquab et al., "DINOv2", TMLR 2024; Darcet et al., "Vision Transformers Need Registers", ICLR 2024. The
/// weights' names are timm's or Meta's.
public struct DINOv2: FeatureNetwork {
  /// What distinguishes the variants.
  struct Configuration {
    let width: Int
    let registers: Int
    static let depth = 12
    /// Channels of an attention head.
    static let head = 64
  }

  /// Pixels of the caller's image along a patch's side.
  public static let cell = 16
  /// Pixels of the resampled image along a patch's side.
  package static let patch = 14

  /// Strides 4, 8, 16 and 32.
  public let levels: [FeatureLevel]
  private let standard: ColourStandard
  private let embedding: TokenEmbedding
  private let blocks: [TransformerBlock]
  private let norm: LayerNormalization

  /// Reads the weights.
  /// - Throws: what reading safetensors throws; `BackboneError` where the file is not that of this network.
  public init(_ name: BackboneName, weights: URL, device: Device = .cpu) throws {
    try self.init(name, state: loadSafetensors(weights), path: weights.path, device: device)
  }

  /// Takes the weights of a state dict; `path` is for messages.
  package init(_ name: BackboneName, state: [String: Tensor], path: String, device: Device = .cpu) throws {
    guard let configuration = Configuration(name) else {
      throw BackboneError.otherArchitecture(name: name, wanted: "a DINOv2")
    }
    let (width, depth) = (configuration.width, Configuration.depth)
    let reader = StateReader(tensors: state, path: path, device: device)
    try reader.refuse(
      ["blocks.\(depth).norm1.weight"] + (configuration.registers == 0 ? TokenEmbedding.registerNames : []), of: name)
    embedding = try reader.embedding(width: width, patch: Self.patch, registers: configuration.registers)
    blocks = try (0..<depth).map { try reader.transformerBlock($0, width: width, head: Configuration.head) }
    norm = try reader.normalization("norm", width)
    levels = (0..<4).map { FeatureLevel(stride: 4 << $0, channels: width) }
    standard = ColourStandard(device)
  }

  /// The levels asked for, each brought to its stride.
  public func features(_ images: Tensor, strides: [Int]) -> [Tensor] {
    let (height, width) = (images.shape[2], images.shape[3])
    let sides = [height, width].map { Self.patch * ceiling($0, Self.cell) }
    let resampled =
      sides == [height, width] ? images : images.interpolate(sides[0], sides[1], .bilinearAntialiased)
    let quarter = blocks.count / levels.count
    let ends = (1...levels.count).map { $0 * quarter - 1 }
    let maps = patchMaps(resampled, after: Array(ends.prefix(depth(of: strides))))
    return zip(pick(strides, from: maps), strides).map { map, stride in
      let size = [ceiling(height, stride), ceiling(width, stride)]
      return Array(map.shape[2...]) == size ? map : map.interpolate(size[0], size[1])
    }
  }

  /// The normalised patches after some of the blocks, on the patches' own grid.
  /// - Parameters:
  ///   - images: `[N, 3, H, W]`, sRGB in [0, 1]; the sides are multiples of 14.
  ///   - wanted: indices of blocks, ascending.
  /// - Returns: for each block `[N, C, H / 14, W / 14]`.
  package func patchMaps(_ images: Tensor, after wanted: [Int]) -> [Tensor] {
    let grid = images.shape[2...].map { $0 / Self.patch }
    var tokens = embedding(standard(images))
    var maps: [Tensor] = []
    for (index, block) in blocks.enumerated().prefix((wanted.last ?? -1) + 1) {
      tokens = block(tokens)
      guard wanted.contains(index) else { continue }
      let patches = norm(tokens.slice(1, embedding.prefixCount..<tokens.shape[1]))
      maps.append(patches.transpose(1, 2).reshape([tokens.shape[0], -1] + grid))
    }
    return maps
  }

  private func ceiling(_ size: Int, _ stride: Int) -> Int { (size + stride - 1) / stride }
}

extension DINOv2.Configuration {
  /// Nil for networks of another kind.
  fileprivate init?(_ name: BackboneName) {
    switch name {
    case .dinoV2Small: self.init(width: 384, registers: 0)
    case .dinoV2SmallRegisters: self.init(width: 384, registers: 4)
    case .dinoV2Base: self.init(width: 768, registers: 0)
    case .dinoV2BaseRegisters: self.init(width: 768, registers: 4)
    default: return nil
    }
  }
}
