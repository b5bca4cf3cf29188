import Datasets
import Foundation
import Imaging
import Physics
import Randomness
import Refinement
import Synthesis
import Testing
import Torch

/// Photographs in a folder that is gone with the test.
final class Photographs: Sendable {
  let folder: URL
  let items: [DatasetItem]

  /// Pictures of grain and of stripes, 80 × 72 px.
  init(count: Int = 3, channels: Int = 3) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish fine ä \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    items = try (0..<count).map { index in
      let file = folder.appendingPathComponent("\(index).png")
      try Self.picture(seed: UInt64(index), channels: channels).writePNG(to: file)
      return DatasetItem(id: "train/good/\(index).png", image: file, label: .good, split: .train)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func picture(seed: UInt64, channels: Int = 3) -> Image {
    var stream = RandomStream(seed: seed, key: "fine tests")
    var image = Image(width: 80, height: 72, channels: channels)
    for i in image.pixels.indices {
      let light = 0.5 + 0.1 * sin(Double(i % 80) / 2) + stream.normal(deviation: 0.03)
      image.pixels[i] = Float((min(1, max(0, light)) * 255).rounded() / 255)
    }
    return image
  }

  /// A training that takes a second.
  func train(
    steps: Int, isCancelled: @Sendable () -> Bool = { false }, progress: (FineProgress) -> Void = { _ in }
  ) throws -> FineNetwork {
    var training = FineTraining()
    (training.patches, training.side, training.steps, training.batch) = (24, 32, steps, 6)
    return try FineNetwork.train(
      on: items, synthesizer: SampleSynthesizer(), coherence: .init(), training: training, seed: 4,
      progress: progress, isCancelled: isCancelled)
  }
}

@Suite struct NetworkTests {
  init() { setThreads(1) }

  private func input(_ count: Int, side: Int) -> NetworkInput {
    let generator = Generator(seed: 3)
    let distance = Tensor.randn([count, 1, side, side], from: generator) * 6
    return NetworkInput(
      picture: .rand([count, 3, side, side], from: generator),
      photograph: .rand([count, 3, side, side], from: generator),
      coverage: (distance .< 0).to(.float32), distance: distance)
  }

  @Test func theTransformIsThatOfImaging() throws {
    let image = Photographs.picture(seed: 1)
    let x = Tensor(image.pixels, [1, 3, 72, 80])
    let haar = HaarTransform(channels: 3)
    let (low, detail) = haar.forward(x)
    let values = detail.array(of: Float.self)
    for channel in 0..<3 {
      let coefficients = WaveletTransform(.haar, levels: 1).forward(image.plane(channel))
      for (band, name) in WaveletBand.details.enumerated() {
        let start = (3 * channel + band) * 36 * 40
        let expected = coefficients.band(name, level: 1).values
        #expect(zip(values[start..<start + 36 * 40], expected).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
    #expect(try (haar.inverse(low, detail) - x).abs().max().item < 1e-6)
  }

  @Test func anUntrainedNetworkIsTheIdentity() throws {
    let input = input(2, side: 32)
    let network = BoundarySynergyNetwork(from: Generator(seed: 1))
    #expect(try withoutGradients { try (network(input) - input.picture).abs().max().item } < 1e-6)
    #expect(network.parameters.reduce(0) { $0 + $1.count } < 200_000)
  }

  @Test func theLossAsksForDetailOfTheRightStrength() throws {
    let input = input(2, side: 32)
    let deviations = (fine: Tensor.full([1, 9, 1, 1], 0.2), coarse: Tensor.full([1, 9, 1, 1], 0.2))
    func loss(_ refined: Tensor, spectrum: Double) throws -> Double {
      try RefinementLoss(deviations: deviations, side: 32, spectrumWeight: spectrum)(refined, input.picture, input).item
    }
    let smooth = input.picture.avgPool2d(3, stride: 1, padding: 1, countPadding: false)
    #expect(try loss(input.picture, spectrum: 1) < 1e-6)
    #expect(try loss(smooth, spectrum: 0) > 0.1)
    // Other grain of the same strength is as far in its bands as none, but has the right spectrum.
    let other = Tensor.rand(input.picture.shape, from: Generator(seed: 8))
    let spectrum = { (x: Tensor) in try loss(x, spectrum: 1) - loss(x, spectrum: 0) }
    #expect(try spectrum(other) < 0.5 * spectrum(smooth))
    // Light alone, at scales of 4 px and more, does not count.
    #expect(try loss(input.picture + 0.1, spectrum: 1) < 1e-4)
  }

  @Test func onlyDetailNearTheMaskChanges() throws {
    var input = input(1, side: 64)
    // A mask in the left half; far right nothing may move, whatever the weights.
    let columns = Tensor.arange(64).reshape(1, 1, 1, 64).expand(1, 1, 64, 64)
    input.distance = (columns - 20).contiguous()
    input.coverage = (input.distance .< 0).to(.float32)
    let network = BoundarySynergyNetwork(from: Generator(seed: 2))
    let generator = Generator(seed: 5)
    for parameter in network.parameters { parameter.copy_(Tensor.randn(parameter.shape, from: generator) * 0.1) }
    let change = withoutGradients { network(input) - input.picture }
    #expect(try change.abs().slice(3, 0..<20).max().item > 0.01)
    // 2 px of dilation and the rest of a cell of 4 px.
    #expect(try change.abs().slice(3, 26..<64).max().item < 1e-6)
    // Means over cells of 4 × 4 px are the smooth band of two levels.
    #expect(try change.avgPool2d(4).abs().max().item < 1e-6)
  }
}

@Suite struct FineNetworkTests {
  init() { setThreads(1) }

  @Test func trainingIsRepeatable() throws {
    let photographs = try Photographs()
    var steps: [Int] = []
    let network = try photographs.train(steps: 12, progress: { steps.append($0.done) })
    #expect(steps == Array(1...12))
    setThreads(2)
    defer { setThreads(1) }
    #expect(try photographs.train(steps: 12).fingerprint == network.fingerprint)
    #expect(try photographs.train(steps: 11).fingerprint != network.fingerprint)
  }

  /// A bright disc of normal texture has a crisp edge when it is pasted; the coarse stage blurs it.
  @Test func crispEdgesAreRestored() throws {
    let photographs = try Photographs()
    let network = try photographs.train(steps: 80)
    var (before, after, crisp) = (0.0, 0.0, 0.0)
    for seed in 12..<16 as Range<UInt64> {
      let surface = try Surface(image: Photographs.picture(seed: seed))
      let other = Photographs.picture(seed: seed + 100)
      var (image, mask) = (surface.image, Mask(width: 80, height: 72))
      for y in 0..<72 { for x in 0..<80 { mask[y, x] = hypot(Double(x - 40), Double(y - 36)) < 12 } }
      for i in image.pixels.indices where mask.values[i % mask.values.count] == 1 {
        image.pixels[i] = min(1, other.pixels[i] + 0.2)
      }
      let coverage = Plane(width: 80, height: 72, values: mask.values.map { Float($0) })
      let pasted = Rendering(image: image, mask: mask, coverage: coverage, contrast: 0.2)
      let coherent = try #require(CoarseStage().refine(pasted, on: surface))
      let fine = try #require(network.refine(coherent, pasted: pasted, on: surface))
      before += step(coherent.image, mask)
      after += step(fine.image, mask)
      crisp += step(pasted.image, mask)
    }
    #expect(before < 0.5 * crisp)
    #expect(after > 1.02 * before)
    #expect(after < crisp)
  }

  /// Mean step between neighbours of a row that the mask's edge parts.
  private func step(_ image: Image, _ mask: Mask) -> Double {
    let pairs = (0..<72).flatMap { y in (0..<79).filter { mask[y, $0] != mask[y, $0 + 1] }.map { (y, $0) } }
    return pairs.reduce(0) { $0 + Double(abs(image[0, $1.0, $1.1] - image[0, $1.0, $1.1 + 1])) } / Double(pairs.count)
  }

  @Test(arguments: [1, 3])
  func masksStayExact(channels: Int) throws {
    let photographs = try Photographs(channels: channels)
    let network = try photographs.train(steps: 12)
    var changed = 0
    for family in DefectFamily.standard {
      let surface = try Surface(image: Photographs.picture(seed: 9, channels: channels))
      var stream = RandomStream(seed: 2, key: family.rawValue)
      guard let defect = try family.draw(severity: 0.7, on: surface, using: &stream),
        let pasted = DefectRenderer().render([defect], on: surface, using: &stream),
        let coherent = CoarseStage().refine(pasted, on: surface)
      else { continue }
      let fine = try #require(network.refine(coherent, pasted: pasted, on: surface))
      #expect(fine.mask.area > 0 && zip(fine.mask.values, coherent.mask.values).allSatisfy { $0 <= $1 })
      for pixel in 0..<surface.image.area {
        let steps = (0..<channels).map {
          let i = $0 * surface.image.area + pixel
          return abs(fine.image.pixels[i] - surface.image.pixels[i])
        }
        #expect(fine.mask.values[pixel] == 1 ? steps.max()! >= 2 / 255 - 1e-5 : steps.max()! == 0)
      }
      #expect(network.refine(coherent, pasted: pasted, on: surface)?.image == fine.image)
      changed += fine.image == coherent.image ? 0 : 1
    }
    #expect(changed >= 3)
  }

  @Test func aFileGivesTheNetworkBack() throws {
    let photographs = try Photographs()
    let network = try photographs.train(steps: 2)
    let file = photographs.folder.appendingPathComponent(FineNetwork.fileName)
    try network.save(to: file)
    let loaded = try FineNetwork.load(file, expecting: network.training)
    #expect(loaded.fingerprint == network.fingerprint && loaded.training == network.training)
    #expect(throws: RefinementError.otherTraining(path: file.path)) {
      try FineNetwork.load(file, expecting: "another")
    }
    try Data("nonsense".utf8).write(to: file)
    #expect(throws: RefinementError.self) { try FineNetwork.load(file) }
    try saveSafetensors(["x": .zeros([2])], metadata: [:], to: file)
    #expect(throws: RefinementError.self) { try FineNetwork.load(file) }
  }

  @Test func wrongSettingsAndCtrlCAreSaid() throws {
    let photographs = try Photographs(count: 1)
    #expect(throws: RefinementError.cancelled) { try photographs.train(steps: 2, isCancelled: { true }) }
    var training = FineTraining()
    training.side = 30
    #expect(throws: RefinementError.self) { try training.validate() }
    #expect(throws: SynthesisError.noPhotographs) {
      try FineNetwork.train(on: [], synthesizer: SampleSynthesizer(), coherence: .init(), seed: 1)
    }
  }

  @Test func samplesAreMadeWithTheNetworkAndRememberIt() throws {
    let photographs = try Photographs()
    let network = try photographs.train(steps: 2)
    var configuration = SynthesisConfiguration()
    configuration.coherence = .init()
    let synthesizer = try SampleSynthesizer(configuration, fine: network)
    #expect(synthesizer.generator.name == "mechanisms+coarse+fine")
    let out = photographs.folder.appendingPathComponent("set")
    let set = try synthesizer.synthesize(photographs: photographs.items, count: 6, seed: 1, to: out)
    #expect(set.records.count == 6)
    let settings = try String(contentsOf: out.appendingPathComponent("synthesis.json"), encoding: .utf8)
    #expect(settings.contains(network.weights))
    #expect(throws: SynthesisError.self) {
      try SampleSynthesizer(configuration).synthesize(photographs: photographs.items, count: 6, seed: 1, to: out)
    }
  }
}
