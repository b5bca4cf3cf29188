import Torch

/// The fine stage's network: restores the wavelet bands of differences that re-blending took from a picture.
///
/// Two levels of Haar's transform. On the coarse level an encoder sees the smooth band and the differences of the coherent
/// picture and the mask; on the fine level a second, lighter one goes on with its features. Each level has a boundary
/// synergy block and a head that changes each coefficient c of a band with deviation σ to c + 2 tanh(a) c + σ b. Heads
/// begin at zero, so an untrained network is the identity; the smooth band, and with it the defect's light at scales of
/// 4 px and more, is kept, and so is everything beyond the mask's surroundings.
///
/// The photograph enters by the local energy of its bands alone: a network that saw their signs would learn to put the
/// normal texture back, and so to erase hairlines. About 110,000 parameters. Our construction after MaPhC2F
/// (arXiv 2504.12970), of which wavelets and boundary synergy blocks are known by name.
package struct BoundarySynergyNetwork: Module {
  let encoder: Conv2d
  let depth: Conv2d
  let synergy: BoundarySynergyBlock
  let head: Conv2d
  let descent: Conv2d
  let fineEncoder: Conv2d
  let fineSynergy: BoundarySynergyBlock
  let fineHead: Conv2d
  /// Deviation of the bands of normal photographs on each level, `[1, 9, 1, 1]`.
  let fineDeviation: Tensor
  let deviation: Tensor
  private let haar = HaarTransform(channels: 3)
  private static let width = 48
  private static let fineWidth = 24

  /// A network for photographs whose bands have these deviations, its weights drawn from `generator`; without one they are
  /// zero, for weights to be loaded.
  package init(deviations: (fine: Tensor, coarse: Tensor)? = nil, from generator: Generator?) {
    let (width, fineWidth) = (Self.width, Self.fineWidth)
    encoder = Conv2d(3 + 9 + 9 + 3, width, 3, from: generator)
    depth = Conv2d(width, width, 3, from: generator)
    synergy = BoundarySynergyBlock(width: width, from: generator)
    head = Conv2d(width, 18, 3, from: nil)
    descent = Conv2d(width, fineWidth, 1, from: generator)
    fineEncoder = Conv2d(9 + 9 + 3, fineWidth, 3, from: generator)
    fineSynergy = BoundarySynergyBlock(width: fineWidth, from: generator)
    fineHead = Conv2d(fineWidth, 18, 3, from: nil)
    fineDeviation = deviations?.fine ?? .ones([1, 9, 1, 1])
    deviation = deviations?.coarse ?? .ones([1, 9, 1, 1])
  }

  /// The restored picture, `[N, 3, H, W]`, not limited to 0…1.
  package func callAsFunction(_ input: NetworkInput) -> Tensor {
    let (fine, normalFine) = (haar.forward(input.picture), haar.forward(input.photograph))
    let (coarse, normal) = (haar.forward(fine.low), haar.forward(normalFine.low))
    let guides = MaskGuides(input, cell: 4)
    let fineGuides = MaskGuides(input, cell: 2)

    let light = coarse.low - 2
    var x = encoder(
      .cat([light, squashed(coarse.detail, deviation), energy(normal.detail, deviation), guides.channels], 1))
    x = x.silu()
    x = x + depth(x).silu()
    x = synergy(x, ring: guides.ring)
    let detail = restored(coarse.detail, head(x), deviation, guides.support)
    let low = haar.inverse(coarse.low, detail)

    let seen = Tensor.cat(
      [squashed(fine.detail, fineDeviation), energy(normalFine.detail, fineDeviation), fineGuides.channels], 1)
    var y = fineEncoder(seen) + descent(x).interpolate(seen.shape[2], seen.shape[3], .nearest)
    y = fineSynergy(y.silu(), ring: fineGuides.ring)
    return haar.inverse(low, restored(fine.detail, fineHead(y), fineDeviation, fineGuides.support))
  }

  /// Coefficients in units of their deviation, those beyond some four of them held back.
  private func squashed(_ detail: Tensor, _ deviation: Tensor) -> Tensor {
    let x = detail / deviation
    return x / (x.abs() * 0.25 + 1)
  }

  /// The root of the mean square of coefficients around each place, squashed likewise.
  private func energy(_ detail: Tensor, _ deviation: Tensor) -> Tensor {
    let mean = (detail / deviation).pow(2).avgPool2d(5, stride: 1, padding: 2, countPadding: false)
    let root = (mean + 1e-6).sqrt()
    return root / (root * 0.25 + 1)
  }

  private func restored(_ detail: Tensor, _ change: Tensor, _ deviation: Tensor, _ support: Tensor) -> Tensor {
    let (gain, shift) = (change.slice(1, 0..<9).tanh() * 2, change.slice(1, 9..<18))
    return detail + (gain * detail + shift * deviation) * support
  }
}
