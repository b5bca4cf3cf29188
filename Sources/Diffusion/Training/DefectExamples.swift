import Torch

/// Photographs of defects, to learn from.
public struct DefectExamples: Sendable {
  /// The photographs with their defects, x_0, `[N, C, H, W]`, −1…1.
  public var pictures: Tensor
  /// The defects' regions M, `[N, 1, H, W]`, 1 where a defect is, else 0.
  public var mask: Tensor
  /// The soft regions M~, `[N, 1, H, W]`, 0…1.
  public var coverage: Tensor
  /// The numbers of the defects' types, int64 `[N]`.
  public var types: Tensor

  /// Examples from their parts.
  public init(pictures: Tensor, mask: Tensor, coverage: Tensor, types: Tensor) {
    (self.pictures, self.mask, self.coverage, self.types) = (pictures, mask, coverage, types)
  }

  /// How many there are, N.
  public var count: Int { pictures.shape[0] }

  /// What the generator is told. Around its defect a photograph is its own background.
  public var condition: DefectCondition {
    DefectCondition(background: pictures, mask: mask, coverage: coverage, types: types)
  }

  /// The same on another device.
  public func to(_ device: Device) -> DefectExamples {
    DefectExamples(
      pictures: pictures.to(device), mask: mask.to(device), coverage: coverage.to(device), types: types.to(device))
  }

  /// The samples `range` of the batch.
  public func samples(_ range: Range<Int>) -> DefectExamples {
    DefectExamples(
      pictures: pictures.slice(0, range), mask: mask.slice(0, range), coverage: coverage.slice(0, range),
      types: types.slice(0, range))
  }
}
