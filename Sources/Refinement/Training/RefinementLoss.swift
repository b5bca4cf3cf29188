import Foundation
import Torch

/// How far a refined picture is from the natural one: L1 on the sub-bands, and the radial power spectrum of the detail.
///
/// L1 alone gives the middle of all that might be there, which is smooth; the spectrum asks for as much energy at every
/// frequency as natural texture has.
package struct RefinementLoss {
  private let deviations: (fine: Tensor, coarse: Tensor)
  private let haar = HaarTransform(channels: 3)
  /// `[frequencies, rings]`: the mean over a ring.
  private let rings: Tensor
  private let spectrumWeight: Double
  private static let ringCount = 8

  /// A loss for patches of `side` px whose bands have these deviations.
  package init(deviations: (fine: Tensor, coarse: Tensor), side: Int, spectrumWeight: Double) {
    (self.deviations, self.spectrumWeight) = (deviations, spectrumWeight)
    rings = Self.rings(side)
  }

  /// One number for a batch of `[N, 3, side, side]`.
  package func callAsFunction(_ refined: Tensor, _ natural: Tensor, _ input: NetworkInput) -> Tensor {
    let (fine, wantedFine) = (haar.forward(refined), haar.forward(natural))
    let (coarse, wanted) = (haar.forward(fine.low), haar.forward(wantedFine.low))
    let bands =
      difference(fine.detail, wantedFine.detail, deviations.fine, MaskGuides(input, cell: 2).support)
      + difference(coarse.detail, wanted.detail, deviations.coarse, MaskGuides(input, cell: 4).support)
    guard spectrumWeight > 0 else { return bands }
    let window = input.coverage.clamp(0, 1).avgPool2d(5, stride: 1, padding: 2)
    let made = spectrum(fine, coarse, window), asked = spectrum(wantedFine, wanted, window)
    return bands + (made - asked).abs().mean() * spectrumWeight
  }

  /// |c − c′| against the energy that natural coefficients have around it, over what may change.
  private func difference(_ made: Tensor, _ asked: Tensor, _ deviation: Tensor, _ support: Tensor) -> Tensor {
    let around = asked.pow(2).avgPool2d(5, stride: 1, padding: 2, countPadding: false)
    let error = (made - asked).abs() / (around + deviation.pow(2)).sqrt() * support
    return error.sum() / (support.sum() * Double(made.shape[1]) + 1)
  }

  /// log of the power of the detail within the window, `[N, 3, rings]`.
  private func spectrum(
    _ fine: (low: Tensor, detail: Tensor), _ coarse: (low: Tensor, detail: Tensor), _ window: Tensor
  ) -> Tensor {
    let detail = haar.inverse(haar.inverse(coarse.low.zerosLike(), coarse.detail), fine.detail)
    let power = (detail * window).powerSpectrum2d().flatten(2)
    // Half an 8-bit code of white noise within the window is no energy.
    let floor = window.pow(2).sum([2, 3]).unsqueeze(2) * pow(0.5 / 255, 2) + 1e-6
    let flat = power.reshape(-1, power.shape[2]).linear(rings.transpose(0, 1))
    return (flat.reshape(power.shape[0], 3, Self.ringCount) + floor).log()
  }

  /// Rings of equal width from the frequency 0 to half a cycle a pixel.
  private static func rings(_ side: Int) -> Tensor {
    let columns = side / 2 + 1
    let ring = (0..<side * columns).map { index -> Int in
      let (row, column) = (index / columns, index % columns)
      let (v, u) = (Double(min(row, side - row)) / Double(side), Double(column) / Double(side))
      return min(ringCount - 1, Int((u * u + v * v).squareRoot() * 2 * Double(ringCount)))
    }
    let sizes = (0..<ringCount).map { wanted in ring.count { $0 == wanted } }
    return Tensor(
      ring.flatMap { own in (0..<ringCount).map { $0 == own ? 1 / Float(max(1, sizes[own])) : 0 } },
      [side * columns, ringCount])
  }
}
