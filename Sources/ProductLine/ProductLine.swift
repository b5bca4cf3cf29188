import Imaging
import Randomness

/// A small factory: renders photographs of a product, and of its defects with exact masks, without any data.
///
/// Light, pose, tone, yarns and tool marks vary from part to part. The defects come from simple shapes of their own and
/// share nothing with the defects that Blemish synthesises for training, so a detector's score on them is honest.
/// Every picture depends on (seed, product, part, index) alone: the same numbers give the same bytes.
public struct ProductLine: Sendable {
  /// What is made.
  public let product: Product
  /// The run seed.
  public let seed: UInt64
  /// Width and height of the pictures, px. What they show does not depend on it.
  public let size: Int

  /// A picture of a part with a defect.
  public struct DefectivePart: Sendable {
    /// The photograph.
    public let image: Image
    /// The same part under the same light, without the defect.
    public let flawless: Image
    /// 1 exactly where `image` may differ from `flawless`; outside it the two are equal, bit for bit.
    public let mask: Mask
  }

  /// A line that makes `product` in pictures of `size` × `size` px (32 or more).
  public init(_ product: Product, seed: UInt64, size: Int = 256) {
    precondition(size >= 32, "a picture is 32 px wide or more")
    (self.product, self.seed, self.size) = (product, seed, size)
  }

  /// The `index`-th flawless part of a batch; equal names give equal pictures.
  public func goodPart(_ index: Int, batch: String = "train") -> Image {
    let stream = RandomStream(seed: seed, key: "product-line/\(product.rawValue)/\(batch)/\(index)")
    let shot = Shot(product, stream: stream)
    return shot.photograph(of: shot.developed(size: size, flaw: nil), size: size)
  }

  /// The `index`-th part with a defect of one of the product's types.
  public func defectivePart(_ index: Int, type: String) -> DefectivePart {
    precondition(product.defectTypes.contains(type), "\(product.rawValue) has no defect type \(type)")
    let stream = RandomStream(seed: seed, key: "product-line/\(product.rawValue)/\(type)/\(index)")
    let shot = Shot(product, stream: stream)
    let clean = shot.developed(size: size, flaw: nil)
    var attempt = 0
    while true {
      let marked = shot.developed(size: size, flaw: (type, stream.split("flaw").split(attempt)))
      let mask = Mask.changed(from: clean, to: marked, size: size)
      // A defect that landed outside the part, or shows as a few specks only, is drawn again.
      if mask.area * 256 * 256 >= 40 * size * size { return shot.compose(clean, marked, mask) }
      attempt += 1
    }
  }
}
