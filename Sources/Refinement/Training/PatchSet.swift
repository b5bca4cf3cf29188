import Datasets
import Imaging
import Randomness
import Synthesis
import Torch

/// The patches that a network learns from, as tensors.
struct PatchSet {
  /// What the network is given, `[N, …]`.
  let input: NetworkInput
  /// What it should make of it, `[N, 3, side, side]`.
  let natural: Tensor
  /// Deviation of the bands of the photographs, `[1, 9, 1, 1]` each.
  let deviations: (fine: Tensor, coarse: Tensor)

  var count: Int { natural.shape[0] }

  /// Patches of photographs that take turns; each patch is a function of the seed and its number.
  /// - Throws: `RefinementError.tooFewPatches`, `.cancelled`; what photographs and generators throw.
  init(
    _ training: FineTraining, synthesizer: SampleSynthesizer, photographs: [DatasetItem], stage: CoarseStage,
    seed: UInt64, isCancelled: @Sendable () -> Bool
  ) throws {
    let root = RandomStream(seed: seed, key: "fine/patches")
    var order = root
    let chosen = Array(order.shuffled(photographs).prefix(training.photographs))
    let surfaces = try concurrentMap(chosen) { try synthesizer.surface(of: $0, among: photographs) }
    let maker = PatchMaker(generator: synthesizer.generator, stage: stage, side: training.side)
    let needed = min(training.patches, max(1, training.steps) * training.batch)
    let made = try concurrentMap(Array(0..<needed)) { index -> DegradedPatch? in
      if isCancelled() { throw RefinementError.cancelled }
      var stream = root.split(index)
      let surface = surfaces[index % surfaces.count]
      let others = surfaces.map(\.image).filter { $0.isLike(surface.image) }
      return try maker.patch(on: surface, other: stream.pick(others), using: &stream)
    }
    let patches = made.compactMap { $0 }
    guard patches.count >= training.batch else {
      throw RefinementError.tooFewPatches(count: patches.count, needed: training.batch)
    }
    input = NetworkInput(
      picture: .pictures(patches.map(\.picture)), photograph: .pictures(patches.map(\.photograph)),
      coverage: .planes(patches.map(\.coverage)), distance: .planes(patches.map(\.distance)))
    natural = .pictures(patches.map(\.natural))
    deviations = Self.deviations(input.photograph)
  }

  /// The patches of the numbers given, turned by one symmetry of the square, 0…7.
  func batch(_ indices: [Int], symmetry: Int) -> (input: NetworkInput, natural: Tensor) {
    let rows = Tensor(indices)
    func chosen(_ x: Tensor) -> Tensor {
      let turned = x.indexSelect(0, rows).rotate90(symmetry % 4)
      return (symmetry < 4 ? turned : turned.flip(-1)).contiguous()
    }
    return (input.map(chosen), chosen(natural))
  }

  private static func deviations(_ photographs: Tensor) -> (fine: Tensor, coarse: Tensor) {
    let haar = HaarTransform(channels: 3)
    func deviation(_ detail: Tensor) -> Tensor { detail.pow(2).mean([0, 2, 3], keepDim: true).sqrt().clamp(1.0 / 255) }
    let fine = haar.forward(photographs)
    return (deviation(fine.detail), deviation(haar.forward(fine.low).detail))
  }
}

extension Image {
  fileprivate func isLike(_ other: Image) -> Bool {
    (width, height, channels) == (other.width, other.height, other.channels)
  }
}

extension Tensor {
  /// Pictures of one size as `[N, 3, H, W]`; grey ones have three equal channels.
  static func pictures(_ images: [Image]) -> Tensor {
    let (height, width) = (images[0].height, images[0].width)
    return Tensor(shape: [images.count, 3, height, width], of: Float.self) { buffer in
      var next = buffer.startIndex
      for image in images {
        for channel in 0..<3 {
          let start = Swift.min(channel, image.channels - 1) * image.area
          next = buffer[next...].update(fromContentsOf: image.pixels[start..<start + image.area])
        }
      }
    }
  }

  /// Planes of one size as `[N, 1, H, W]`.
  static func planes(_ planes: [Plane]) -> Tensor {
    Tensor(planes.flatMap(\.values), [planes.count, 1, planes[0].height, planes[0].width])
  }
}
