import Torch

/// What a defect is to be made for: a photograph, a region, a type.
public struct DefectCondition: Sendable {
  /// The photograph x_bg, `[N, C, H, W]`, −1…1.
  public var background: Tensor
  /// The region M, `[N, 1, H, W]`, 1 where the defect is, else 0.
  public var mask: Tensor
  /// The soft region M~, `[N, 1, H, W]`, 0…1.
  public var coverage: Tensor
  /// The number of the defect's type, int64 `[N]`.
  public var types: Tensor

  /// A condition from its parts.
  public init(background: Tensor, mask: Tensor, coverage: Tensor, types: Tensor) {
    (self.background, self.mask, self.coverage, self.types) = (background, mask, coverage, types)
  }

  /// The same on another device.
  public func to(_ device: Device) -> DefectCondition {
    DefectCondition(
      background: background.to(device), mask: mask.to(device), coverage: coverage.to(device), types: types.to(device))
  }

  /// The samples `range` of the batch.
  public func samples(_ range: Range<Int>) -> DefectCondition {
    DefectCondition(
      background: background.slice(0, range), mask: mask.slice(0, range), coverage: coverage.slice(0, range),
      types: types.slice(0, range))
  }
}
