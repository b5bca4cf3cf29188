import Imaging
import Physics

/// The screened Poisson equation of the coarse stage over a box of the picture, for the correction v = f − I_c: with
/// D = I_c − I and the edges on which g is the photograph's gradient picked by p, (Δ − λ) v = −div(p ∇D), v = 0 around.
/// It is solved for the correction because that vanishes wherever nothing was pasted.
struct SeamEquation {
  /// Share of each pixel of the box that may change, 0…1: in the ring around the mask less than a half.
  let coverage: Plane
  private let screening: Double
  private let unknowns: Mask
  private let photograph: [Plane]
  /// I_c − I, one plane a channel.
  private let change: [Plane]
  /// 1 where the edge to the right-hand, or to the lower, neighbour takes the photograph's gradient, else 0.
  private var picks: (right: Plane, below: Plane)

  /// - Parameter box: holds the mask with all that may change, and one pixel more where the picture goes on.
  init(_ rendering: Rendering, _ surface: Surface, _ box: PixelBox, _ parameters: CoarseStage.Parameters) {
    screening = parameters.screening
    let mask = rendering.mask.cropped(to: box)
    let distance = mask.distanceTransform().distance
    var (unknowns, coverage) = (mask, rendering.coverage.cropped(to: box))
    let weights = MaskRegularisation(width: parameters.regularisation)(mask)
    let fade = Float(parameters.dilation) + 1
    for i in unknowns.values.indices {
      unknowns.values[i] = distance.values[i] <= Float(parameters.dilation) ? 1 : 0
      coverage.values[i] = max(weights.values[i] * coverage.values[i], 0.49 * (1 - distance.values[i] / fade))
    }
    self.unknowns = unknowns.intersection(surface.foreground.cropped(to: box))
    self.coverage = coverage
    photograph = surface.image.planes(in: box)
    change = zip(rendering.image.planes(in: box), photograph).map { pasted, before in
      var change = pasted
      for i in change.values.indices { change.values[i] = weights.values[i] * (pasted.values[i] - before.values[i]) }
      return change
    }
    picks = (Plane(width: box.width, height: box.height), Plane(width: box.width, height: box.height))
    picks.right = picked(mask, step: 1, texture: Float(parameters.texture))
    picks.below = picked(mask, step: box.width, texture: Float(parameters.texture))
  }

  /// The light of all channels over the box, 0…1.
  func solution() -> [Plane] {
    let solver = MultigridPoisson<Float>(unknowns: unknowns, screening: Float(screening))
    return zip(photograph, change).map { before, change in
      var correction = [Float](repeating: 0, count: change.values.count)
      solver.solve(&correction, equals: source(change), tolerance: CoarseStage.tolerance)
      var light = before
      for i in light.values.indices {
        light.values[i] = min(1, max(0, before.values[i] + change.values[i] + correction[i]))
      }
      return light
    }
  }

  /// −div(p ∇D).
  private func source(_ change: Plane) -> [Float] {
    let (width, height) = (change.width, change.height)
    var source = [Float](repeating: 0, count: width * height)
    for y in 0..<height {
      for i in y * width..<(y + 1) * width {
        if i < (y + 1) * width - 1 {
          let flux = picks.right.values[i] * (change.values[i + 1] - change.values[i])
          source[i] -= flux
          source[i + 1] += flux
        }
        if y < height - 1 {
          let flux = picks.below.values[i] * (change.values[i + width] - change.values[i])
          source[i] -= flux
          source[i + width] += flux
        }
      }
    }
    return source
  }

  /// 1 for edges to the pixel `step` further on where the photograph's gradient is the stronger, over all channels, or
  /// that cross the edge of the mask.
  private func picked(_ mask: Mask, step: Int, texture: Float) -> Plane {
    var picked = Plane(width: mask.width, height: mask.height)
    for i in 0..<mask.values.count - step {
      if mask.values[i] != mask.values[i + step] {
        picked.values[i] = 1
        continue
      }
      var (own, pasted): (Float, Float) = (0, 0)
      for (photograph, change) in zip(photograph, change) {
        let slope = photograph.values[i + step] - photograph.values[i]
        let changed = slope + change.values[i + step] - change.values[i]
        own += slope * slope
        pasted += changed * changed
      }
      picked.values[i] = texture * texture * own > pasted ? 1 : 0
    }
    return picked
  }
}

extension Image {
  /// The channels of the part in `box`.
  fileprivate func planes(in box: PixelBox) -> [Plane] {
    let part = cropped(to: box)
    return (0..<channels).map { part.plane($0) }
  }
}
