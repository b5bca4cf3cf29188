import Foundation
import Imaging
import Physics
import Randomness
import Testing

/// What must hold for every family, seed, severity and kind of picture.
@Suite struct DefectPropertyTests {
  private func renderings(
    _ family: DefectFamily, on surface: Surface, seeds: Range<UInt64> = 0..<24
  ) throws -> [Rendering] {
    try seeds.compactMap { seed in
      var stream = RandomStream(seed: seed, key: "property")
      let severity = stream.uniform(0.2...1)
      guard let defect = try family.draw(severity: severity, on: surface, using: &stream) else { return nil }
      return DefectRenderer().render([defect], on: surface, using: &stream)
    }
  }

  @Test(arguments: DefectFamily.allCases)
  func maskIsExactlyTheChangedPixels(_ family: DefectFamily) throws {
    for (channels, bitDepth) in [(3, 8), (1, 8), (3, 16)] {
      let surface = try Surface(image: TestSurfaces.texture(channels: channels, bitDepth: bitDepth))
      let threshold = 2.0 / 255 - 1e-5
      let all = try renderings(family, on: surface)
      #expect(all.count >= 16)
      for rendering in all {
        #expect(rendering.mask.area > 0)
        #expect(rendering.image.bitDepth == bitDepth)
        for pixel in 0..<surface.image.area {
          let change = TestSurfaces.difference(surface.image, rendering.image, at: pixel)
          if rendering.mask.values[pixel] == 0 {
            #expect(change.identical)
            #expect(rendering.coverage.values[pixel] == 0)
          } else {
            #expect(Double(change.greatest) >= threshold)
          }
        }
      }
    }
  }

  @Test(arguments: DefectFamily.allCases)
  func defectsKeepToTheForeground(_ family: DefectFamily) throws {
    let (image, foreground) = TestSurfaces.disc()
    let surface = try Surface(image: image, foreground: foreground)
    for rendering in try renderings(family, on: surface) {
      for (mask, product) in zip(rendering.mask.values, foreground.values) { #expect(mask <= product) }
    }
  }

  @Test(arguments: DefectFamily.allCases)
  func samplesAreWholeCodes(_ family: DefectFamily) throws {
    let surface = try Surface(image: TestSurfaces.texture())
    for rendering in try renderings(family, on: surface, seeds: 0..<6) {
      #expect(rendering.image.pixels.allSatisfy { $0 == ($0 * 255).rounded() / 255 })
    }
  }

  @Test(arguments: DefectFamily.allCases)
  func equalStreamsGiveEqualDefects(_ family: DefectFamily) throws {
    let surface = try Surface(image: TestSurfaces.texture())
    let first = try renderings(family, on: surface, seeds: 5..<8)
    let second = try renderings(family, on: surface, seeds: 5..<8)
    #expect(first.map(\.image) == second.map(\.image))
    #expect(first.map(\.mask) == second.map(\.mask))
  }

  @Test(arguments: DefectFamily.allCases)
  func severityMakesDefectsStronger(_ family: DefectFamily) throws {
    let surface = try Surface(image: TestSurfaces.texture())
    func impact(_ severity: Double) throws -> Double {
      try (0..<60 as Range<UInt64>).reduce(0) { sum, seed in
        var stream = RandomStream(seed: seed, key: "severity")
        guard let defect = try family.draw(severity: severity, on: surface, using: &stream),
          let rendering = DefectRenderer().render([defect], on: surface, using: &stream)
        else { return sum }
        return sum + rendering.contrast * Double(rendering.mask.area)
      }
    }
    #expect(try impact(1) > 1.3 * impact(0.1))
  }

  @Test(arguments: DefectFamily.allCases)
  func drawnParametersAreInTheirRangesAtEveryScale(_ family: DefectFamily) throws {
    for pitch in [0.5, 50, 2000] {
      let surface = try Surface(image: TestSurfaces.texture(), pixelPitch: pitch)
      for seed in 0..<40 as Range<UInt64> {
        var stream = RandomStream(seed: seed, key: "ranges")
        let defect = try family.draw(severity: stream.uniform(), on: surface, using: &stream)
        #expect(defect?.parameters.isEmpty != true)
      }
    }
  }

  @Test func plasticWarpageNeverFolds() throws {
    let surface = try Surface(image: TestSurfaces.texture())
    for seed in 0..<100 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "fold")
      let defect = try DefectFamily.plasticWarpage.draw(severity: 1, on: surface, using: &stream)
      if let field = defect?.displacement { #expect(field.smallestJacobian > 0.2) }
    }
  }

  @Test func bothSignsOfContrastOccur() throws {
    let surface = try Surface(image: TestSurfaces.texture(channels: 1))
    var (darker, brighter) = (0, 0)
    for family in DefectFamily.allCases {
      for rendering in try renderings(family, on: surface) {
        let change = zip(rendering.image.pixels, surface.image.pixels).reduce(0) { $0 + $1.0 - $1.1 }
        if change < 0 { darker += 1 } else { brighter += 1 }
      }
    }
    #expect(darker > 20 && brighter > 20)
  }

  @Test(arguments: [(1, 1), (3, 2), (9, 7), (240, 12), (12, 240)])
  func everySizeOfPictureIsAccepted(width: Int, height: Int) throws {
    var stream = RandomStream(seed: 8, key: "sizes")
    var image = Image(width: width, height: height, channels: 3)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(80...170)) / 255 }
    let surface = try Surface(image: image)
    for family in DefectFamily.allCases {
      for rendering in try renderings(family, on: surface, seeds: 0..<8) { #expect(rendering.mask.area > 0) }
    }
  }
}
