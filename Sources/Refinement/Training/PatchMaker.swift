import Datasets
import Imaging
import Physics
import Randomness
import Synthesis

/// A patch of a normal photograph, part of which was re-blended through the coarse stage.
struct DegradedPatch: Sendable {
  /// After the coarse stage, `[C, side, side]`.
  let picture: Image
  /// The photograph.
  let photograph: Image
  /// What the picture should look like.
  let natural: Image
  /// The soft mask.
  let coverage: Plane
  /// Signed distance to the mask's edge, px.
  let distance: Plane
}

/// Makes patches: the masks of physical defects, filled with normal texture.
struct PatchMaker: Sendable {
  let generator: any SampleGenerator
  let stage: CoarseStage
  /// Side of a patch, px.
  let side: Int
  /// How far around the patch the re-blending is computed, px.
  private static let margin = 12

  /// A patch of a surface; nil where the attempts gave no mask.
  func patch(on surface: Surface, other: Image, using stream: inout RandomStream) throws -> DegradedPatch? {
    for attempt in 0..<6 {
      var own = stream.split(attempt)
      let family = own.pick(generator.families)
      guard let drawn = try generator.generate(family: family, on: surface, insistence: 0.3, using: &own),
        let patch = reblended(drawn.rendering, surface, other, using: &own)
      else { continue }
      return patch
    }
    return nil
  }

  private func reblended(
    _ drawn: Rendering, _ surface: Surface, _ other: Image, using stream: inout RandomStream
  ) -> DegradedPatch? {
    let photograph = surface.image
    let box = box(around: drawn.mask, using: &stream)
    let region = box.expanded(by: Self.margin, within: photograph.width, photograph.height)
    let content = PatchContent(photograph, other: other, box: region, using: &stream)
    let isHard = stream.bernoulli(0.3)
    var (pasted, natural) = (photograph, photograph)
    var mask = Mask(width: photograph.width, height: photograph.height)
    var coverage = Plane(width: photograph.width, height: photograph.height)
    for y in 0..<region.height {
      for x in 0..<region.width where drawn.mask[region.y + y, region.x + x] {
        let (row, column) = (region.y + y, region.x + x)
        let soft = drawn.coverage[row, column]
        let share = isHard ? 1 : soft
        mask[row, column] = true
        coverage[row, column] = share
        for channel in 0..<photograph.channels {
          let before = photograph[channel, row, column]
          pasted[channel, row, column] = before + share * (content.pasted[channel, y, x] - before)
          guard let wanted = content.natural else { continue }
          natural[channel, row, column] = before + soft * (wanted[channel, y, x] - before)
        }
      }
    }
    let rendering = Rendering(image: pasted, mask: mask, coverage: coverage, contrast: 1)
    guard let coherent = stage.refine(rendering, on: surface) else { return nil }
    return patch(coherent, photograph, natural, box, region)
  }

  /// Cuts the patch out; beyond the mask, what belongs there is the photograph.
  private func patch(
    _ coherent: Rendering, _ photograph: Image, _ natural: Image, _ box: PixelBox, _ region: PixelBox
  ) -> DegradedPatch? {
    let mask = coherent.mask.cropped(to: box)
    guard mask.area > 0 else { return nil }
    let distance = coherent.mask.cropped(to: region).boundedDistance()
    let inner = PixelBox(x: box.x - region.x, y: box.y - region.y, width: box.width, height: box.height)
    let before = photograph.cropped(to: box)
    var wanted = natural.cropped(to: box)
    for i in wanted.pixels.indices where mask.values[i % mask.values.count] == 0 { wanted.pixels[i] = before.pixels[i] }
    return DegradedPatch(
      picture: coherent.image.cropped(to: box).filled(side), photograph: before.filled(side),
      natural: wanted.filled(side), coverage: coherent.coverage.cropped(to: box).filled(side),
      distance: distance.cropped(to: inner).filled(side))
  }

  /// A patch around one of the mask's pixels, cut to the picture where that is smaller.
  private func box(around mask: Mask, using stream: inout RandomStream) -> PixelBox {
    let pixels = mask.values.indices.filter { mask.values[$0] != 0 }
    let centre = stream.pick(pixels)
    func start(_ place: Int, _ extent: Int) -> Int {
      let jitter = stream.integer(-side / 4...side / 4)
      return max(0, min(extent - side, place - side / 2 + jitter))
    }
    return PixelBox(
      x: start(centre % mask.width, mask.width), y: start(centre / mask.width, mask.height),
      width: min(side, mask.width), height: min(side, mask.height))
  }
}

extension Mask {
  /// The signed distance, at most 32 px either way, also where the mask is empty or full.
  func boundedDistance() -> Plane {
    var distance = signedDistance()
    for i in distance.values.indices { distance.values[i] = min(32, max(-32, distance.values[i])) }
    return distance
  }
}

extension Image {
  /// Continued by mirrors to the right and below until both sides have `side` px.
  fileprivate func filled(_ side: Int) -> Image { padded(right: side - width, bottom: side - height, with: .reflect) }
}

extension Plane {
  fileprivate func filled(_ side: Int) -> Plane { padded(right: side - width, bottom: side - height, with: .reflect) }
}
