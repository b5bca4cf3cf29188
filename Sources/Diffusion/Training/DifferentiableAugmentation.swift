import Randomness
import Torch

/// Varies what the discriminator sees, real and made alike, so that it cannot learn a few photographs by heart while
/// gradients still reach the generator (the idea of Zhao et al. 2020; the choice of variations is ours).
///
/// Each sample is mirrored, shifted by whole pixels with its border continued, and changed in light. A pair and its mask
/// go through the same variation.
public struct DifferentiableAugmentation: Codable, Sendable, Equatable {
  /// Greatest shift, as a share of the side, 0…0.5.
  public var shift = 0.125
  /// Greatest relative change of contrast, 0…1.
  public var contrast = 0.2
  /// Greatest change of brightness, of a range of 2, 0…1.
  public var brightness = 0.2

  /// The defaults.
  public init() {}

  /// Nothing is varied, not even mirrored.
  public static var off: DifferentiableAugmentation {
    var none = DifferentiableAugmentation()
    (none.shift, none.contrast, none.brightness, none.isMirroring) = (0, 0, 0, false)
    return none
  }

  /// Whether rows and columns are reversed, each with the probability 1/2.
  public var isMirroring = true

  /// - Throws: `DiffusionError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    try DiffusionError.require((0...0.5).contains(shift), "shift", "\(shift) is not within 0…0.5")
    try DiffusionError.require((0...1).contains(contrast), "contrast", "\(contrast) is not within 0…1")
    try DiffusionError.require((0...1).contains(brightness), "brightness", "\(brightness) is not within 0…1")
  }

  /// A variation for each of `count` samples of `side` × `side` px.
  public func drawn(_ count: Int, side: Int, using stream: inout RandomStream) -> Variation {
    let reach = Int(shift * Double(side))
    var (indices, gains, offsets): ([Int], [Float], [Float]) = ([], [], [])
    for _ in 0..<count {
      let isMirrored = (0..<2).map { _ in isMirroring && stream.bernoulli(0.5) }
      let moves = (0..<2).map { _ in stream.integer(-reach...reach) }
      let (rows, columns) = (
        line(side, isMirrored[0], moves[0]), line(side, isMirrored[1], moves[1])
      )
      for row in rows { for column in columns { indices.append(row * side + column) } }
      gains.append(Float(1 + stream.uniform(-contrast...contrast)))
      offsets.append(Float(stream.uniform(-brightness...brightness)))
    }
    return Variation(
      indices: Tensor(indices, [count, 1, side * side]), gain: Tensor(gains, [count, 1, 1, 1]),
      offset: Tensor(offsets, [count, 1, 1, 1]))
  }

  /// For each place of a line where its value comes from.
  private func line(_ side: Int, _ isMirrored: Bool, _ move: Int) -> [Int] {
    (0..<side).map { place in
      let source = min(side - 1, max(0, place - move))
      return isMirrored ? side - 1 - source : source
    }
  }

  /// A variation of a batch.
  public struct Variation: Sendable {
    /// Which pixel goes to each place, int64 `[N, 1, H · W]`.
    let indices: Tensor
    let gain: Tensor
    let offset: Tensor

    /// Pictures `[N, C, H, W]` moved and changed in light.
    public func pictures(_ x: Tensor) -> Tensor { moved(x) * gain.to(x.device) + offset.to(x.device) }

    /// Masks `[N, 1, H, W]` moved.
    public func moved(_ x: Tensor) -> Tensor {
      let source = indices.to(x.device).expand(-1, x.shape[1], -1)
      return x.reshape(x.shape[0], x.shape[1], -1).gather(2, source).reshape(x.shape)
    }
  }
}
