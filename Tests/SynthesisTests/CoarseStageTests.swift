import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Testing

/// What the coarse stage, and the gate after it, promise whatever they are given: the same as every generator.
@Suite struct CoarseStagePropertyTests {
  private func surface(seed: UInt64, channels: Int = 3) throws -> Surface {
    var stream = RandomStream(seed: seed, key: "coarse")
    var image = Image(width: 72, height: 60, channels: channels)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(90...150)) / 255 }
    var foreground = Mask(width: 72, height: 60, filledWith: true)
    for y in 0..<60 { for x in 0..<12 { foreground[y, x] = false } }
    return try Surface(image: image, foreground: foreground)
  }

  private func check(_ refined: Rendering, _ surface: Surface) {
    #expect(refined.mask.area > 0)
    for pixel in 0..<surface.image.area {
      let steps = (0..<surface.image.channels).map {
        let i = $0 * surface.image.area + pixel
        return abs(refined.image.pixels[i] - surface.image.pixels[i])
      }
      let isMember = refined.mask.values[pixel] == 1
      #expect(isMember ? steps.max()! >= 2 / 255 - 1e-5 : steps.max()! == 0)
      #expect(!isMember || surface.foreground.values[pixel] == 1)
      #expect((refined.coverage.values[pixel] > 0) == isMember)
    }
    #expect(refined.image.pixels.allSatisfy { $0 == ($0 * 255).rounded() / 255 })
  }

  @Test(arguments: DefectFamily.allCases)
  func masksOfEveryFamilyStayExact(_ family: DefectFamily) throws {
    var parameters = CoarseStage.Parameters()
    var count = 0
    for seed in 0..<12 as Range<UInt64> {
      let surface = try surface(seed: seed, channels: seed % 3 == 0 ? 1 : 3)
      var stream = RandomStream(seed: seed, key: family.rawValue)
      guard let defect = try family.draw(severity: stream.uniform(0.3...1), on: surface, using: &stream),
        let pasted = DefectRenderer().render([defect], on: surface, using: &stream)
      else { continue }
      parameters.screening = stream.uniform(0.02...0.2)
      parameters.regularisation = seed % 2 == 0 ? 0 : 1
      let stage = CoarseStage(parameters)
      guard let refined = stage.refine(pasted, on: surface) else { continue }
      check(refined, surface)
      #expect(stage.refine(pasted, on: surface)?.image == refined.image)
      let gated = try #require(WaveletGate().refine(refined, pasted: pasted, on: surface))
      check(gated, surface)
      #expect(zip(gated.mask.values, refined.mask.values).allSatisfy { $0 <= $1 })
      count += 1
    }
    #expect(count >= 5)
  }

  @Test func masksOfTheBaselinesStayExact() throws {
    for generator in [PerlinTexture(), CutPaste()] as [any SampleGenerator] {
      let coherent = CoherentGenerator(generator, stage: CoarseStage())
      #expect(coherent.families == generator.families)
      #expect(coherent.name != generator.name)
      for family in generator.families {
        for seed in 0..<8 as Range<UInt64> {
          let surface = try surface(seed: seed)
          var stream = RandomStream(seed: seed, key: family)
          let made = try coherent.generate(family: family, on: surface, insistence: 0, using: &stream)
          if let made { check(made.rendering, surface) }
        }
      }
    }
  }
}

@Suite struct CoarseStageTests {
  /// A grey picture of 16 bits with a stripe of other light from column 60 on, over its whole height.
  private func stripe(step: Float) throws -> (surface: Surface, pasted: Rendering) {
    let surface = try Surface(image: Image(width: 120, height: 16, channels: 1, bitDepth: 16, filledWith: 0.4))
    var (image, mask) = (surface.image, Mask(width: 120, height: 16))
    for y in 0..<16 {
      for x in 60..<120 {
        image[0, y, x] += step
        mask[y, x] = true
      }
    }
    let coverage = Plane(width: 120, height: 16, values: mask.values.map { Float($0) })
    return (surface, Rendering(image: image, mask: mask, coverage: coverage, contrast: Double(step)))
  }

  /// Along a straight seam the solution is known: with q + 1/q = 2 + λ, q < 1, the step h becomes h q^(k + 1) / (1 + q) at
  /// the k-th pixel outside, and h minus that inside.
  @Test(arguments: [0.02, 0.1, 0.2])
  func aStraightSeamFadesAsTheEquationSays(screening: Double) throws {
    let step: Float = 0.2
    let (surface, pasted) = try stripe(step: step)
    var parameters = CoarseStage.Parameters()
    (parameters.screening, parameters.dilation, parameters.texture) = (screening, 50, 0)
    let refined = try #require(CoarseStage(parameters).refine(pasted, on: surface))
    let half = 1 + screening / 2
    let q = half - (half * half - 1).squareRoot()
    for k in 0..<5 {
      let outside = Double(step) * pow(q, Double(k + 1)) / (1 + q)
      #expect(abs(Double(refined.image[0, 8, 59 - k]) - 0.4 - outside) < 2e-4)
      #expect(abs(Double(refined.image[0, 8, 60 + k]) - 0.6 + outside) < 2e-4)
    }
  }

  @Test func strongScreeningKeepsTheDefect() throws {
    let (surface, pasted) = try stripe(step: 0.2)
    var parameters = CoarseStage.Parameters()
    parameters.screening = 10
    let refined = try #require(CoarseStage(parameters).refine(pasted, on: surface))
    #expect(abs(refined.image[0, 8, 70] - 0.6) < 1e-3)
    #expect(refined.contrast > 0.18)
  }

  /// A frame of pasted brightness around nothing else: without screening its light is that of the surroundings.
  @Test func weakScreeningTakesAnEvenChangeAway() throws {
    var stream = RandomStream(seed: 2, key: "even")
    var image = Image(width: 64, height: 64, channels: 3, bitDepth: 16)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(20_000...40_000)) / 65_535 }
    let surface = try Surface(image: image)
    var mask = Mask(width: 64, height: 64)
    for y in 20..<44 {
      for x in 18..<40 {
        mask[y, x] = true
        for channel in 0..<3 { image[channel, y, x] += 0.1 }
      }
    }
    let coverage = Plane(width: 64, height: 64, values: mask.values.map { Float($0) })
    var parameters = CoarseStage.Parameters()
    parameters.screening = 1e-4
    let pasted = Rendering(image: image, mask: mask, coverage: coverage, contrast: 0.1)
    let refined = CoarseStage(parameters).refine(pasted, on: surface)
    #expect((refined?.contrast ?? 0) < 0.02)
  }

  @Test func seamsOfPastesShrink() throws {
    var stream = RandomStream(seed: 4, key: "seams")
    var image = Image(width: 96, height: 96, channels: 3)
    for i in image.pixels.indices {
      image.pixels[i] = Float((120 + 60 * sin(Double(i % 96) / 15) + stream.normal(deviation: 4)).rounded()) / 255
    }
    let surface = try Surface(image: image)
    func jump(_ picture: Image, across mask: Mask) -> Float {
      var (sum, count): (Float, Float) = (0, 0)
      for y in 0..<96 {
        for x in 0..<95 where mask[y, x] != mask[y, x + 1] {
          sum += abs(picture[0, y, x + 1] - picture[0, y, x])
          count += 1
        }
      }
      return sum / max(1, count)
    }
    var (before, after): (Float, Float) = (0, 0)
    for seed in 0..<6 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "seam")
      let made = try CutPaste().generate(family: "cut-paste", on: surface, insistence: 0, using: &stream)
      guard let pasted = made?.rendering, let refined = CoarseStage().refine(pasted, on: surface) else { continue }
      before += jump(pasted.image, across: pasted.mask)
      after += jump(refined.image, across: pasted.mask)
    }
    #expect(before > 0.1)
    #expect(after < before / 2)
  }

  @Test func theStageIsPartOfTheConfiguration() throws {
    var configuration = SynthesisConfiguration()
    let without = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(SynthesisConfiguration.self, from: without).coherence == nil)
    #expect(try SampleSynthesizer(configuration).generator.name == "mechanisms")
    configuration.coherence = .init()
    let with = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(SynthesisConfiguration.self, from: with) == configuration)
    #expect(try SampleSynthesizer(configuration).generator.name == "mechanisms+coarse")
    configuration.coherence?.screening = 0
    #expect(throws: SynthesisError.self) { try configuration.validate() }
  }
}

@Suite struct MaskRegularisationTests {
  /// A crooked line, `thickness` px thick, with a branch and a bridge of one pixel.
  private func crack(thickness: Int) -> Mask {
    var mask = Mask(width: 90, height: 60)
    func draw(_ x: Int, _ y: Int, _ thickness: Int) {
      for row in y..<min(60, y + thickness) { for column in x..<min(90, x + thickness) { mask[row, column] = true } }
    }
    var stream = RandomStream(seed: 3, key: "crack")
    var y = 30
    for x in 2..<86 {
      y = min(52, max(4, y + stream.integer(-1...1)))
      draw(x, y, x == 40 ? 1 : thickness)
      if x > 50 { draw(x, max(1, y - (x - 50)), thickness) }
    }
    return mask
  }

  @Test(arguments: [1, 2, 3, 5], [0.5, 1, 2, 4])
  func connectedCracksStayConnected(thickness: Int, width: Double) {
    let mask = crack(thickness: thickness)
    let smooth = MaskRegularisation(width: width)(mask)
    var core = mask
    for i in core.values.indices {
      #expect(smooth.values[i] >= 0 && smooth.values[i] <= 1)
      #expect(mask.values[i] == 1 || smooth.values[i] == 0)
      core.values[i] = smooth.values[i] >= 0.5 ? 1 : 0
    }
    #expect(core.connectedComponents().components.count == mask.connectedComponents().components.count)
    #expect(core.area > mask.area * 3 / 4)
  }

  @Test func cornersAreRoundedAndTheInsideStays() {
    var mask = Mask(width: 64, height: 64)
    for y in 16..<48 { for x in 16..<48 { mask[y, x] = true } }
    let smooth = MaskRegularisation(width: 2)(mask)
    let (corner, edge) = (smooth[16, 16], smooth[16, 32])
    #expect(corner < edge - 0.1)
    #expect(edge > 0.5 && edge < 0.95)
    #expect(smooth[32, 32] > 0.999)
    #expect(MaskRegularisation(width: 0)(mask).values == mask.values.map { Float($0) })
  }
}
