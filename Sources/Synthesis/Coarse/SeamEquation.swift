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
  private let channels: Int
  /// I over the box, `[channels, height, width]`.
  private let photograph: [Float]
  /// D = I_c − I, `[channels, height, width]`.
  private let change: [Float]
  /// 1 where the edge to the right-hand, or to the lower, neighbour takes the photograph's gradient, else 0.
  private var picks: (right: [Float], below: [Float]) = ([], [])

  /// - Parameter box: holds the mask with all that may change, and one pixel more where the picture goes on.
  init(_ rendering: Rendering, _ surface: Surface, _ box: PixelBox, _ parameters: CoarseStage.Parameters) {
    (screening, channels) = (parameters.screening, surface.image.channels)
    let mask = rendering.mask.cropped(to: box)
    let distance = mask.distanceTransform().distance.values
    var (unknowns, coverage) = (mask, rendering.coverage.cropped(to: box))
    let weights = MaskRegularisation(width: parameters.regularisation)(mask).values
    let (reach, fade) = (Float(parameters.dilation), Float(parameters.dilation) + 1)
    for i in distance.indices {
      unknowns.values[i] = distance[i] <= reach ? 1 : 0
      coverage.values[i] = max(weights[i] * coverage.values[i], 0.49 * (1 - distance[i] / fade))
    }
    self.unknowns = unknowns.intersection(surface.foreground.cropped(to: box))
    self.coverage = coverage
    photograph = surface.image.cropped(to: box).pixels
    var change = rendering.image.cropped(to: box).pixels
    for channel in 0..<channels {
      let start = channel * box.area
      for i in 0..<box.area { change[start + i] = weights[i] * (change[start + i] - photograph[start + i]) }
    }
    self.change = change
    let share = Float(parameters.texture * parameters.texture)
    picks = (picked(mask, step: 1, share), picked(mask, step: box.width, share))
    for i in stride(from: box.width - 1, to: box.area, by: box.width) { picks.right[i] = 0 }
  }

  /// The light over the box, `[channels, height, width]`, 0…1.
  func solution() -> [Float] {
    let solver = MultigridPoisson<Float>(unknowns: unknowns, screening: Float(screening))
    let area = unknowns.values.count
    var light = photograph
    var (correction, source) = ([Float](repeating: 0, count: area), [Float](repeating: 0, count: area))
    for channel in 0..<channels {
      let start = channel * area
      load(channel, into: &source)
      for i in correction.indices { correction[i] = 0 }
      solver.solve(&correction, equals: source, tolerance: CoarseStage.tolerance)
      for i in correction.indices {
        light[start + i] = min(1, max(0, light[start + i] + change[start + i] + correction[i]))
      }
    }
    return light
  }

  /// −div(p ∇D) of one channel.
  private func load(_ channel: Int, into source: inout [Float]) {
    let (width, area) = (unknowns.width, unknowns.values.count)
    source.withUnsafeMutableBufferPointer { source in
      change.withUnsafeBufferPointer { change in
        let change = UnsafeBufferPointer(rebasing: change[channel * area..<(channel + 1) * area])
        picks.right.withUnsafeBufferPointer { right in
          picks.below.withUnsafeBufferPointer { below in
            // The last column of `right` and the last row of `below` are zero: no edge leaves the box.
            for i in 0..<area { source[i] = right[i] * (change[i] - change[min(i + 1, area - 1)]) }
            for i in 1..<area { source[i] += right[i - 1] * (change[i] - change[i - 1]) }
            for i in 0..<area - width { source[i] += below[i] * (change[i] - change[i + width]) }
            for i in width..<area { source[i] += below[i - width] * (change[i] - change[i - width]) }
          }
        }
      }
    }
  }

  /// 1 for edges to the pixel `step` further on where the photograph's gradient times √`share` is the stronger, over all
  /// channels, or that cross the edge of the mask.
  private func picked(_ mask: Mask, step: Int, _ share: Float) -> [Float] {
    let area = mask.values.count
    var picked = [Float](repeating: 0, count: area)
    // How much stronger the photograph's gradient is.
    picked.withUnsafeMutableBufferPointer { picked in
      photograph.withUnsafeBufferPointer { photograph in
        change.withUnsafeBufferPointer { change in
          for start in stride(from: 0, to: channels * area, by: area) {
            for i in 0..<area - step {
              let own = photograph[start + i + step] - photograph[start + i]
              let pasted = own + change[start + i + step] - change[start + i]
              picked[i] += share * own * own - pasted * pasted
            }
          }
        }
      }
      mask.values.withUnsafeBufferPointer { mask in
        for i in 0..<area - step { picked[i] = picked[i] > 0 || mask[i] != mask[i + step] ? 1 : 0 }
      }
    }
    return picked
  }
}
