import Datasets
import Imaging

/// A sample in memory.
public struct SyntheticSample: Sendable {
  /// The photograph with the defect.
  public let image: Image
  /// Exactly the changed pixels.
  public let mask: Mask
  /// Share of each pixel that is covered, 0…1.
  public let coverage: Plane
  /// How it was made, and where it belongs in a sample set.
  public let record: SampleRecord
  /// Pictures of how it came about, where its generator was asked for them.
  public var trace: [Image] = []
  /// The photograph with what the way of drawing leaves in the region, and no defect; nil where it leaves nothing.
  public var decoy: Image?
}
