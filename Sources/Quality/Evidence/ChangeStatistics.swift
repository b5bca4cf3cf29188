import Foundation
import Imaging
import Realism
import Synthesis

/// What pictures and mask of a sample say about it in numbers that a person can follow.
struct ChangeStatistics: Sendable {
  /// Mean change over the mask of the channel that changed most, 0…1.
  let contrast: Double
  /// How likely the change is seen, 0…1.
  let visibility: Double
  /// Visibly changed pixels and mask: intersection over union, 0…1.
  let agreement: Double
  /// Share of all change that lies outside the mask, 0…1.
  let spill: Double
  /// Way from the middle of what changed visibly to the middle of the mask, px; 0 where nothing changed visibly.
  let offset: Double
  /// Mean change of the mask's outermost pixels over that of all: 0 for a defect that fades, 1 for one that is cut out.
  let rim: Double
  /// The longest straight stretch of the mask's edge, on the product, where the change stops at one step, px.
  let straightEdge: Double
  /// That stretch's share of the mask's edge, 0…1.
  let straightShare: Double
  /// Share of the mask's edge where the change stops at one step, 0…1.
  let stepShare: Double
  /// Share of those steps on the longest stretch, 0…1.
  let concentration: Double
  /// That stretch over the root of the mask's area: about 0.5 for a disc, above 1 for one that is cut in half.
  let straightness: Double
  /// Steepest change of the change over the contrast, 1/px: low for what is blurred.
  let sharpness: Double
  /// ``GradientJump``, octaves; 0 where there is too little edge.
  let edge: Double
  /// ``WaveletProfile``, octaves, 0 where there are too few pixels: LH, HL, HH, the finest first.
  let texture: [Double]
  /// The mask's share of the picture, 0…1.
  let area: Double
  /// Edge² over area, 12.6 for a disc and more for thin or ragged masks.
  let raggedness: Double
  /// Share of the mask's bounding box that it fills, 0…1.
  let rectangularity: Double
  /// Share of the mask on the product, 0…1.
  let onProduct: Double
  /// Share of the surroundings, up to 12 px from the mask, on the product, 0…1.
  let surroundings: Double

  /// Changes above this, 0…1, count as visible: two codes of 255.
  static let threshold: Float = 1.5 / 255
  /// Room for the surroundings and what filters reach, px.
  private static let margin = 24

  /// The statistics of a sample; nil for an empty mask.
  init?(_ whole: ComparedSample) {
    let wholeChange = whole.change()
    guard let box = Self.extent(whole.mask, wholeChange) else { return nil }
    let (mask, change) = (whole.mask.cropped(to: box), wholeChange.cropped(to: box))
    let (photograph, luma) = (whole.photograph.cropped(to: box).luma(), whole.image.cropped(to: box).luma())
    let foreground = whole.foreground.cropped(to: box)
    let maskArea = Double(mask.area)

    var (inside, outside, both, either) = (0.0, 0.0, 0.0, 0.0)
    var (marked, seen) = (Middle(), Middle())
    for i in mask.values.indices {
      let isChanged = change.values[i] >= Self.threshold
      if mask.values[i] != 0 { inside += Double(change.values[i]) } else { outside += Double(change.values[i]) }
      both += mask.values[i] != 0 && isChanged ? 1 : 0
      either += mask.values[i] != 0 || isChanged ? 1 : 0
      if mask.values[i] != 0 { marked.add(i, box.width) }
      if isChanged { seen.add(i, box.width) }
    }
    contrast = inside / maskArea
    visibility = Visibility.probability(contrast: contrast, texture: Visibility.texture(photograph, under: mask))
    agreement = both / either
    offset = seen.count == 0 ? 0 : hypot(marked.place.x - seen.place.x, marked.place.y - seen.place.y)
    spill = outside / max(1e-6, inside + outside)

    let edges = StepEdges(mask, change, foreground)
    (rim, straightEdge) = (edges.change / max(contrast, 1e-6), Double(edges.longestLine))
    straightShare = straightEdge / Double(max(1, edges.length))
    stepShare = Double(edges.steps) / Double(max(1, edges.length))
    concentration = straightEdge / Double(max(8, edges.steps))
    straightness = straightEdge / maskArea.squareRoot()
    raggedness = Double(edges.length * edges.length) / maskArea
    sharpness = Self.sharpness(change, mask) / max(contrast, 1 / 255.0)
    edge = GradientJump.octaves(luma, mask) ?? 0
    texture = WaveletProfile.octaves(luma, mask) ?? [Double](repeating: 0, count: WaveletProfile.names.count)
    area = maskArea / Double(whole.mask.values.count)
    rectangularity = maskArea / Double(mask.boundingBox?.area ?? 1)
    onProduct = Double(mask.intersection(foreground).area) / maskArea
    let ring = mask.dilated(radius: 12).subtracting(mask)
    surroundings = ring.area == 0 ? onProduct : Double(ring.intersection(foreground).area) / Double(ring.area)
  }

  /// The box around the mask and all visible change.
  private static func extent(_ mask: Mask, _ change: Plane) -> PixelBox? {
    guard let own = mask.boundingBox else { return nil }
    let seen = Mask(change, above: threshold).boundingBox
    let (left, top) = (min(own.x, seen?.x ?? own.x), min(own.y, seen?.y ?? own.y))
    let (right, bottom) = (max(own.maxX, seen?.maxX ?? 0), max(own.maxY, seen?.maxY ?? 0))
    return PixelBox(x: left, y: top, width: right - left, height: bottom - top)
      .expanded(by: margin, within: mask.width, mask.height)
  }

  /// Mean of the steepest tenth of |∇ change| in the mask, 1/px.
  private static func sharpness(_ change: Plane, _ mask: Mask) -> Double {
    let gradient = change.gradient()
    let slopes = mask.values.indices.filter { mask.values[$0] != 0 }.map { i in
      (gradient.dx.values[i] * gradient.dx.values[i] + gradient.dy.values[i] * gradient.dy.values[i]).squareRoot()
    }.sorted(by: >).prefix(max(1, mask.area / 10))
    return Double(slopes.reduce(0, +)) / Double(slopes.count)
  }
}

/// The middle of pixels.
private struct Middle {
  private(set) var count = 0.0
  private var sum = SIMD2(0.0, 0.0)

  var place: SIMD2<Double> { sum / count }

  mutating func add(_ i: Int, _ width: Int) {
    count += 1
    sum += SIMD2(Double(i % width), Double(i / width))
  }
}

/// When a change of light is seen.
package enum Visibility {
  /// The probability that a change is seen: 1 − exp(−(c / c₁)²), the psychometric function of Weibull's form (R. Quick,
  /// "A vector-magnitude model of contrast detection", Kybernetik 16, 1974), with c₁ = max(4/255, 0.4 texture): our
  /// constants.
  /// - Parameters:
  ///   - contrast: mean change, 0…1.
  ///   - texture: standard deviation of the surface's own brightness within blocks of 8 px, 0…0.5.
  package static func probability(contrast: Double, texture: Double) -> Double {
    let ratio = contrast / max(4 / 255.0, 0.4 * texture)
    return 1 - exp(-ratio * ratio)
  }

  /// Mean standard deviation of brightness within the blocks of 8 px that a mask touches, 0…0.5.
  package static func texture(_ luma: Plane, under mask: Mask) -> Double {
    let side = 8
    var (total, blocks) = (0.0, 0)
    for top in stride(from: 0, to: luma.height, by: side) {
      for left in stride(from: 0, to: luma.width, by: side) {
        let (rows, columns) = (top..<min(top + side, luma.height), left..<min(left + side, luma.width))
        guard rows.contains(where: { y in columns.contains { mask[y, $0] } }) else { continue }
        var (sum, squares) = (0.0, 0.0)
        for y in rows {
          for x in columns {
            let value = Double(luma.values[y * luma.width + x])
            (sum, squares) = (sum + value, squares + value * value)
          }
        }
        let count = Double(rows.count * columns.count)
        total += max(0, squares / count - sum * sum / (count * count)).squareRoot()
        blocks += 1
      }
    }
    return blocks == 0 ? 0 : total / Double(blocks)
  }
}
