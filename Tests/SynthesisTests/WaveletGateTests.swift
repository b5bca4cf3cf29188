import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Testing

@Suite struct WaveletGateTests {
  /// A grey picture of grain, and the disc on which it was changed.
  private struct Scene {
    let surface: Surface
    let mask: Mask

    init(grain: Double, seed: UInt64 = 1) throws {
      var stream = RandomStream(seed: seed, key: "grain")
      var image = Image(width: 80, height: 72, channels: 1)
      for i in image.pixels.indices {
        image.pixels[i] = Float(((0.5 + stream.normal(deviation: grain)) * 255).rounded()) / 255
      }
      surface = try Surface(image: image)
      var mask = Mask(width: 80, height: 72)
      for y in 0..<72 { for x in 0..<80 { mask[y, x] = hypot(Double(x - 40), Double(y - 36)) < 14 } }
      self.mask = mask
    }

    /// The photograph with the disc's pixels replaced.
    func rendering(_ value: (_ x: Int, _ y: Int) -> Float) -> Rendering {
      var image = surface.image
      for y in 0..<72 { for x in 0..<80 where mask[y, x] { image[0, y, x] = (value(x, y) * 255).rounded() / 255 } }
      let coverage = Plane(width: 80, height: 72, values: mask.values.map { Float($0) })
      return Rendering(image: image, mask: mask, coverage: coverage, contrast: 0.1)
    }

    /// Mean square of the finest differences within 3 px of the disc's edge, on its inner side.
    func detail(_ image: Image) -> Double {
      let bands = UndecimatedTransform(.haar, levels: 1).forward(image.plane(0)).details[0]
      let distance = mask.signedDistance()
      let ring = distance.values.indices.filter { (-4 ..< -1).contains(distance.values[$0]) }
      return ring.reduce(0) { sum, i in sum + bands.reduce(0) { $0 + Double($1.values[i] * $1.values[i]) } }
        / Double(ring.count)
    }

    /// Mean step between neighbours of a row that the disc's edge parts.
    func step(_ image: Image) -> Float {
      let pairs = (0..<72).flatMap { y in (0..<79).filter { mask[y, $0] != mask[y, $0 + 1] }.map { (y, $0) } }
      return pairs.reduce(0) { $0 + abs(image[0, $1.0, $1.1] - image[0, $1.0, $1.1 + 1]) } / Float(pairs.count)
    }
  }

  @Test func blurredGrainIsRestoredTowardsItsSurroundings() throws {
    let scene = try Scene(grain: 0.05)
    var stream = RandomStream(seed: 2, key: "other grain")
    var grain = Plane(width: 80, height: 72)
    for i in grain.values.indices { grain.values[i] = 0.6 + Float(stream.normal(deviation: 0.05)) }
    let soft = grain.blurred(sigma: 0.8)
    let (pasted, coherent) = (scene.rendering { grain[$1, $0] }, scene.rendering { soft[$1, $0] })
    let refined = try #require(WaveletGate().refine(coherent, pasted: pasted, on: scene.surface))
    let (before, after) = (scene.detail(coherent.image), scene.detail(refined.image))
    let normal = scene.detail(scene.surface.image)
    #expect(before < 0.3 * normal)
    #expect(after > 1.5 * before && after < 1.2 * normal)
    // The gate closes away from the edge, and never opens outside.
    for y in 34..<38 { for x in 38..<42 { #expect(abs(refined.image[0, y, x] - soft[y, x]) < 0.02) } }
    for i in refined.mask.values.indices where refined.mask.values[i] == 0 {
      #expect(refined.image.pixels[i] == scene.surface.image.pixels[i])
    }
  }

  @Test func roughenedFilmsBecomeAsSmoothAsTheyWere() throws {
    let scene = try Scene(grain: 0.01)
    var stream = RandomStream(seed: 3, key: "rough")
    let film = scene.rendering { _, _ in 0.7 }
    let rough = scene.rendering { _, _ in 0.7 + Float(stream.normal(deviation: 0.06)) }
    let refined = try #require(WaveletGate().refine(rough, pasted: film, on: scene.surface))
    #expect(scene.detail(refined.image) < 0.65 * scene.detail(rough.image))
  }

  @Test func seamsAreMadeNoStrongerThanAllowed() throws {
    let scene = try Scene(grain: 0.01)
    let crisp = scene.rendering { _, _ in 0.9 }
    var soft = crisp.image.blurred(sigma: 1.5)
    for i in soft.pixels.indices where scene.mask.values[i] == 0 { soft.pixels[i] = scene.surface.image.pixels[i] }
    let coherent = Rendering(image: soft, mask: scene.mask, coverage: crisp.coverage, contrast: 0.3)
    var parameters = WaveletGate.Parameters()
    parameters.distinctness = 1
    let shy = try #require(WaveletGate(parameters).refine(coherent, pasted: crisp, on: scene.surface))
    parameters.distinctness = 16
    let bold = try #require(WaveletGate(parameters).refine(coherent, pasted: crisp, on: scene.surface))
    #expect(scene.step(bold.image) > scene.step(soft) + 0.02)
    #expect(scene.step(shy.image) < scene.step(soft) + 0.01)
  }

  @Test func whatTheCoarseStageKeptStaysAsItIs() throws {
    let scene = try Scene(grain: 0.02)
    // A crisp black disc: far more detail at its edge than the grain has.
    let crisp = scene.rendering { _, _ in 0.05 }
    #expect(WaveletGate().refine(crisp, pasted: crisp, on: scene.surface)?.image == crisp.image)
  }

  @Test func whatWasSmoothWhenPastedStaysSmooth() throws {
    let scene = try Scene(grain: 0.05)
    let film = scene.rendering { x, _ in 0.7 + 0.001 * Float(x) }
    let refined = try #require(WaveletGate().refine(film, pasted: film, on: scene.surface))
    #expect(scene.detail(refined.image) < 1.05 * scene.detail(film.image))
  }

  @Test func theStageIsPartOfTheConfiguration() throws {
    var configuration = SynthesisConfiguration()
    configuration.gate = .init()
    #expect(throws: SynthesisError.self) { try configuration.validate() }
    configuration.coherence = .init()
    #expect(try SampleSynthesizer(configuration).generator.name == "mechanisms+coarse+gate")
    #expect(throws: SynthesisError.self) { try SampleSynthesizer(configuration, fine: WaveletGate()) }
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(SynthesisConfiguration.self, from: data) == configuration)
    configuration.gate?.reach = 0
    #expect(throws: SynthesisError.self) { try configuration.validate() }
  }
}
