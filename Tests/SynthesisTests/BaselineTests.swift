import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Testing

/// The baselines keep the one promise that comparisons rest on: the mask is what changed.
@Suite struct BaselineTests {
  private func surface(channels: Int) throws -> Surface {
    var stream = RandomStream(seed: 5, key: "baseline")
    var image = Image(width: 64, height: 48, channels: channels)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(60...190)) / 255 }
    return try Surface(image: image)
  }

  @Test(arguments: [1, 3])
  func masksAreWhatChanged(channels: Int) throws {
    let surface = try surface(channels: channels)
    let generators: [any SampleGenerator] = [PerlinTexture(), PerlinTexture(textures: [surface.image]), CutPaste()]
    for generator in generators {
      for family in generator.families {
        var made = 0
        for seed in 0..<12 as Range<UInt64> {
          var stream = RandomStream(seed: seed, key: family)
          guard
            let defect = try generator.generate(family: family, on: surface, insistence: 0, using: &stream)?.rendering
          else { continue }
          made += 1
          for pixel in 0..<surface.image.area {
            let changed = (0..<channels).contains {
              let i = $0 * surface.image.area + pixel
              return surface.image.pixels[i] != defect.image.pixels[i]
            }
            #expect(changed == (defect.mask.values[pixel] == 1))
          }
        }
        #expect(made >= 6)
      }
    }
  }

  @Test(arguments: GeneratorKind.allCases)
  func generatorsAreFoundByName(_ kind: GeneratorKind) {
    #expect(kind.generator(SynthesisConfiguration()).name == kind.rawValue)
  }

  @Test func aScarIsThin() throws {
    let surface = try surface(channels: 3)
    for seed in 0..<10 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "scar")
      let scar = try CutPaste().generate(family: "cut-paste-scar", on: surface, insistence: 0, using: &stream)
      #expect((scar?.rendering.mask.area ?? 0) < 80)
    }
  }

  @Test func masksTakeTheWantedAreas() throws {
    let surface = try surface(channels: 3)
    let share = 0.06
    for generator in [PerlinTexture(areas: [share]), CutPaste(areas: [share])] as [any SampleGenerator] {
      for family in generator.families {
        for seed in 0..<20 as Range<UInt64> {
          var stream = RandomStream(seed: seed, key: family)
          let defect = try generator.generate(family: family, on: surface, insistence: 0, using: &stream)
          guard let area = defect?.rendering.mask.area else { continue }
          #expect(abs(Double(area) / (share * 64 * 48) - 1) < 0.25, "\(family), seed \(seed): \(area) px")
        }
      }
    }
  }
}
