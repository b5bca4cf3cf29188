import Foundation
import Imaging

/// The wavelet bands of a box of a coherent picture, and by how much each coefficient is to be scaled.
struct GatedBands {
  /// How far around the mask normal texture is looked at, px.
  static let surroundings = 16
  /// Half the window over which the energy of normal texture is taken, px: it reaches from the mask to its surroundings.
  private static let wide = 10
  /// Half the window over which the energy of what is restored is taken, px.
  private static let narrow = 2
  /// What counts as no energy: half an 8-bit code.
  private static let floor: Float = 0.25 / (255 * 255)

  private let transform: UndecimatedTransform
  /// Where the box lies in its mirrored border.
  private let frame: PixelBox
  /// Bands of the coherent picture, one element a channel.
  private let bands: [UndecimatedBands]
  /// Factors of the coefficients, a plane for each band of differences; alike in all channels, which keeps hues.
  private let factors: [Plane]

  init(photograph: Image, coherent: Image, pasted: Image, mask: Mask, _ parameters: WaveletGate.Parameters) {
    let transform = UndecimatedTransform(.daubechies2, levels: parameters.levels)
    let margin = transform.reach
    func analysed(_ image: Image) -> [UndecimatedBands] {
      let padded = image.padded(left: margin, top: margin, right: margin, bottom: margin, with: .reflect)
      return (0..<image.channels).map { transform.forward(padded.plane($0)) }
    }
    self.transform = transform
    frame = PixelBox(x: margin, y: margin, width: mask.width, height: mask.height)
    bands = analysed(coherent)
    let mask = mask.padded(left: margin, top: margin, right: margin, bottom: margin, with: .reflect)
    let normal = Self.energies(analysed(photograph)), own = Self.energies(bands)
    let before = Self.energies(analysed(pasted))
    let outside = Plane(width: mask.width, height: mask.height, values: mask.values.map { 1 - Float($0) })
    let share = outside.boxFiltered(radius: Self.wide)
    let gate = Self.gate(mask, reach: Float(parameters.reach))
    let (greatest, squaredDistinctness) = (
      Float(parameters.greatestGain), Float(parameters.distinctness * parameters.distinctness)
    )
    factors = own.indices.map { band in
      let texture = normal[band].product(outside).boxFiltered(radius: Self.wide)
      let (weak, strong) = (own[band].boxFiltered(radius: Self.narrow), before[band].boxFiltered(radius: Self.narrow))
      var factor = gate
      for i in factor.values.indices where share.values[i] > 0.02 {
        let (energy, paste) = (weak.values[i], strong.values[i])
        let around = texture.values[i] / share.values[i]
        let wanted = min(max(energy, min(squaredDistinctness * around, paste)), max(around, paste))
        let gain = ((wanted + Self.floor) / (energy + Self.floor)).squareRoot()
        factor.values[i] = 1 + gate.values[i] * (min(greatest, max(1 / greatest, gain)) - 1)
      }
      for i in factor.values.indices where share.values[i] <= 0.02 { factor.values[i] = 1 }
      return factor
    }
  }

  /// One channel of the box with its bands scaled.
  func restored(_ channel: Int) -> Plane {
    var scaled = bands[channel]
    for level in scaled.details.indices {
      for band in 0..<3 { scaled.details[level][band] = scaled.details[level][band].product(factors[3 * level + band]) }
    }
    return transform.inverse(scaled).cropped(to: frame)
  }

  /// B = exp(−|sd| / s).
  private static func gate(_ mask: Mask, reach: Float) -> Plane {
    var gate = mask.signedDistance()
    for i in gate.values.indices { gate.values[i] = exp(-abs(gate.values[i]) / reach) }
    return gate
  }

  /// Squares of the coefficients, summed over the channels.
  private static func energies(_ channels: [UndecimatedBands]) -> [Plane] {
    let bands = channels.map { Array($0.details.joined()) }
    return bands[0].indices.map { band in
      var energy = bands[0][band].product(bands[0][band])
      for other in bands.dropFirst() {
        for i in energy.values.indices { energy.values[i] += other[band].values[i] * other[band].values[i] }
      }
      return energy
    }
  }
}

extension Plane {
  fileprivate func product(_ other: Plane) -> Plane {
    var result = self
    result.values.withUnsafeMutableBufferPointer { values in
      other.values.withUnsafeBufferPointer { other in for i in values.indices { values[i] *= other[i] } }
    }
    return result
  }
}
