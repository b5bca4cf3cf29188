import Diffusion
import Foundation
import Imaging
import Randomness
import Testing
import Torch

@Suite struct SamplingTests {
  init() { setThreads(1) }

  private let network = DenoisingGenerator(.tiny, from: Generator(seed: 1))
  private let stream = RandomStream(seed: 7, key: "sampling tests")
  private let request: DiffusionSampler.Request = {
    var stream = RandomStream(seed: 1, key: "photograph")
    var photograph = Image(width: 32, height: 32, channels: 3)
    for i in photograph.pixels.indices { photograph.pixels[i] = Float(stream.integer(0...255)) / 255 }
    var mask = Mask(width: 32, height: 32)
    for y in 8..<19 { for x in 10..<25 { mask[y, x] = true } }
    return .init(photograph: photograph, mask: mask, type: 1)
  }()

  @Test(arguments: [RegionConstraint.Mode.noiseMatched, .literal])
  func nothingChangesOutsideTheMask(mode: RegionConstraint.Mode) {
    let made = DiffusionSampler(network, mode: mode).picture(for: request, using: stream)
    var changed = 0
    for i in made.pixels.indices {
      let isSame = made.pixels[i] == request.photograph.pixels[i]
      if request.mask.values[i % made.area] == 0 { #expect(isSame) } else if !isSame { changed += 1 }
    }
    #expect(Double(changed) > 0.95 * Double(3 * request.mask.area))
    #expect(made.pixels.allSatisfy { (0...1).contains($0) })
  }

  @Test func stepsAreMadeAsTheyAreAskedFor() throws {
    let sampler = DiffusionSampler(network)
    var steps = sampler.steps(for: request, using: stream)
    #expect(steps.next()?.t == 3)
    #expect(Array(steps).map(\.t) == [2, 1, 0])
    #expect(Array(DiffusionSampler(network, path: [4, 1, 0]).steps(for: request, using: stream)).map(\.t) == [1, 0])
    // Each step is where the next one starts, and the last is what the network took the picture to be.
    let all = Array(sampler.steps(for: request, using: stream))
    let inside = Tensor(request.mask.values.map { Float($0) }, [1, 1, 32, 32])
    let rest = ((all[3].noisy - all[3].predicted) * inside).abs().max()
    #expect(try rest.item < 1e-6)
  }

  /// A draft with less noise than any step comes out as it is, one with little noise nearly so, one with much is lost.
  @Test func aDraftIsKeptAsFarAsItsNoiseAllows() {
    var picture = request.photograph
    for i in picture.pixels.indices { picture.pixels[i] = 0.9 }
    let sampler = DiffusionSampler(network)
    func change(_ noise: Double) -> Float {
      var drafted = request
      drafted.draft = .init(picture, noise: noise)
      let made = sampler.picture(for: drafted, using: stream)
      var sum: Float = 0
      for i in made.pixels.indices {
        if request.mask.values[i % made.area] == 1 {
          sum += abs(made.pixels[i] - picture.pixels[i])
        } else {
          #expect(made.pixels[i] == request.photograph.pixels[i])
        }
      }
      return sum / Float(3 * request.mask.area)
    }
    let changes = [0.01, 0.06, 0.5, 50].map(change)
    #expect(changes[0] == 0 && changes[1] > 0 && changes[1] < 0.12, "\(changes)")
    #expect(zip(changes, changes.dropFirst()).allSatisfy { $0 < $1 } && changes[3] > 0.15, "\(changes)")
  }

  @Test func sameSeedSameBytesAloneOrAmongOthers() {
    let sampler = DiffusionSampler(network)
    let many = sampler.pictures(for: [request, request, request], using: stream)
    #expect(many[1] == sampler.picture(for: request, using: stream.split(1)))
    #expect(many[0] != many[1])
    #expect(many == withThreads(2) { sampler.pictures(for: [request, request, request], using: stream) })
  }

  @Test func aFileGivesTheNetworkBack() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("diffusion-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try network.save(to: file)
    let loaded = try DenoisingGenerator(contentsOf: file)
    #expect(loaded.configuration == network.configuration)
    #expect(
      DiffusionSampler(loaded).picture(for: request, using: stream)
        == DiffusionSampler(network).picture(for: request, using: stream))
    try saveSafetensors(["x": .zeros([2])], metadata: [:], to: file)
    #expect(throws: DiffusionError.self) { try DenoisingGenerator(contentsOf: file) }
    // Settings without a meaning are refused before a network is made of them.
    let broken = #"{"side":33,"types":1,"multiples":[1]}"#
    try saveSafetensors(
      ["x": .zeros([2])], metadata: ["format": "blemish-diffusion-2", "configuration": broken], to: file)
    #expect(throws: DiffusionError.self) { try DenoisingGenerator(contentsOf: file) }
  }
}
