import Imaging

/// The part of a synthetic defect that a person would outline.
///
/// A mask holds every changed pixel, down to the last shading around a dent; people who outline defects leave such margins
/// out, and a head that is taught them calls the surroundings of every defect defective. A pixel belongs to the visible
/// extent where the change, averaged over its neighbourhood within the mask, reaches a share of the sample's strong
/// changes (their 90th percentile), or where it lies in a narrow gap between such pixels: on a grid a defect shows on the
/// wires, and is outlined as one piece.
package struct VisibleExtent: Sendable {
  /// The share, 0…1; 0 keeps whole masks.
  package let share: Double
  /// Standard deviation of the neighbourhood's Gaussian, px.
  private static let smoothing = 1.5
  /// Gaps up to twice this width are closed, px.
  private static let closing: Float = 8

  /// - Parameter share: 0…1; 0 keeps whole masks.
  package init(share: Double) { self.share = share }

  /// - Parameters:
  ///   - mask: the changed pixels.
  ///   - sample: the picture with the defect, of the mask's size.
  ///   - photograph: the picture without it; one of another size is resized.
  package func callAsFunction(_ mask: Mask, of sample: Image, on photograph: Image) -> Mask {
    guard share > 0, mask.area > 0 else { return mask }
    let before = photograph.resized(width: sample.width, height: sample.height).converted(toChannels: sample.channels)
    let change = averaged(sample.change(from: before), over: mask)
    let inside = zip(mask.values, change.values).filter { $0.0 != 0 }.map(\.1).sorted()
    let least = Float(share) * inside[(inside.count - 1) * 9 / 10]
    var visible = mask
    for i in visible.values.indices where change.values[i] < least { visible.values[i] = 0 }
    return visible.closed(radius: Self.closing).intersection(mask)
  }

  /// The mean of the change over the part of each pixel's neighbourhood that the mask holds.
  private func averaged(_ change: Plane, over mask: Mask) -> Plane {
    let area = Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
    let inside = Plane(width: mask.width, height: mask.height, values: zip(change.values, area.values).map(*))
    let (sum, weight) = (inside.blurred(sigma: Self.smoothing), area.blurred(sigma: Self.smoothing))
    return Plane(
      width: mask.width, height: mask.height, values: zip(sum.values, weight.values).map { $0 / max($1, 1e-3) })
  }
}
