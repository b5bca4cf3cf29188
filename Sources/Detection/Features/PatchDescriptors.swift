import Torch

/// What a detector sees of images: features of their patches at several strides, averaged over a small neighbourhood.
struct PatchDescriptors {
  /// One tensor `[N, C, H / s, W / s]` a level: strides 8, 16 and 32 of each backbone in turn.
  var levels: [Tensor]
  /// Features of stride 4 `[N, F, H / 4, W / 4]`, each position's vector of length 1.
  var fine: Tensor

  /// Levels of each backbone.
  static let strides = [8, 16, 32]

  /// Rows and columns of the grid that all opinions meet on, that of stride 8.
  var grid: (rows: Int, columns: Int) { (levels[0].shape[2], levels[0].shape[3]) }
  /// Images.
  var count: Int { fine.shape[0] }

  /// The descriptors of some of the images.
  func select(_ indices: Tensor) -> PatchDescriptors {
    PatchDescriptors(levels: levels.map { $0.indexSelect(0, indices) }, fine: fine.indexSelect(0, indices))
  }

  /// The descriptors of a range of the images.
  func slice(_ range: Range<Int>) -> PatchDescriptors {
    PatchDescriptors(levels: levels.map { $0.slice(0, range) }, fine: fine.slice(0, range))
  }

  /// Stored with half the bytes.
  func halved() -> PatchDescriptors {
    PatchDescriptors(levels: levels.map { $0.to(.float16) }, fine: fine.to(.float16))
  }

  /// Back in single precision.
  func widened() -> PatchDescriptors {
    PatchDescriptors(levels: levels.map { $0.to(.float32) }, fine: fine.to(.float32))
  }

  /// What the head compares: each level of strides 8 and 16 on the common grid, every position's vector of length 1.
  var coarse: [Tensor] {
    levels.indices.filter { Self.strides[$0 % Self.strides.count] < 32 }.map { index in
      let level = levels[index].unitLength()
      return level.shape[2] == grid.rows ? level : level.interpolate(grid.rows, grid.columns).unitLength()
    }
  }

  /// Those of several batches one after another.
  static func concatenated(_ parts: [PatchDescriptors]) -> PatchDescriptors {
    PatchDescriptors(
      levels: parts[0].levels.indices.map { level in Tensor.cat(parts.map { $0.levels[level] }, 0) },
      fine: Tensor.cat(parts.map(\.fine), 0))
  }
}

extension Tensor {
  /// `[N, C, H, W]` with every position's vector scaled to length 1.
  func unitLength() -> Tensor { self / norm([1], keepDim: true).clamp(1e-6) }
}
