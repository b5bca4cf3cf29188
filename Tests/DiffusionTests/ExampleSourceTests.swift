import Diffusion
import Imaging
import Randomness
import Testing
import Torch

@Suite struct ExampleSourceTests {
  /// A grey photograph with a bright square, of one type, and its mask.
  private func shots(type: Int, light: Float, at x: Int = 60) -> [DefectShot] {
    var image = Image(width: 160, height: 120, channels: 1, filledWith: 0.25)
    var mask = Mask(width: 160, height: 120)
    for y in 40..<60 {
      for column in x..<x + 16 {
        image[0, y, column] = light
        mask[y, column] = true
      }
    }
    return DefectShot.shots(of: image, mask, type: type, channels: 3, side: 32)
  }

  private var source: ExampleSource {
    ExampleSource(
      real: [shots(type: 0, light: 1) + shots(type: 0, light: 1, at: 140), shots(type: 1, light: 0.75)],
      physics: shots(type: 2, light: 0.5))
  }

  private func batch(_ count: Int, realShare: Double, seed: UInt64 = 1) -> DefectExamples {
    var configuration = DiffusionConfiguration.tiny
    configuration.types = 3
    return source.batch(
      count, realShare: realShare, for: configuration, using: RandomStream(seed: seed, key: "examples"))
  }

  @Test func masksLieOnTheirDefects() throws {
    let examples = batch(40, realShare: 0.5)
    let lights: [Float] = [1, 0.75, 0.5]
    let types = examples.types.array(of: Int64.self).map(Int.init)
    let (pictures, masks) = (examples.pictures.array(of: Float.self), examples.mask.array(of: Float.self))
    for sample in 0..<40 {
      var (inside, right) = (0, 0)
      for i in 0..<1024 where masks[sample * 1024 + i] == 1 {
        inside += 1
        right += abs(pictures[sample * 3072 + i] - (2 * lights[types[sample]] - 1)) < 0.15 ? 1 : 0
      }
      // The square fills at least a fifth of the view; its edge is resampled.
      #expect(inside > 100 && Double(right) > 0.75 * Double(inside), "\(sample): \(right) of \(inside)")
    }
    #expect(Set(types) == [0, 1, 2])
  }

  @Test func sharesAreKept() {
    #expect(Set(batch(30, realShare: 1).types.array(of: Int64.self)) == [0, 1])
    #expect(Set(batch(30, realShare: 0).types.array(of: Int64.self)) == [2])
    let types = batch(400, realShare: 0.75).types.array(of: Int64.self)
    #expect((70...130).contains(types.count { $0 == 2 }))
    // Types are alike, though the first has two photographs.
    #expect((110...190).contains(types.count { $0 == 0 }))
  }

  @Test func sameStreamSameBatch() {
    let (first, second, other) = (batch(6, realShare: 0.5), batch(6, realShare: 0.5), batch(6, realShare: 0.5, seed: 2))
    #expect(first.pictures.array(of: Float.self) == second.pictures.array(of: Float.self))
    #expect(first.pictures.array(of: Float.self) != other.pictures.array(of: Float.self))
  }

  @Test func largePhotographsAreKeptSmall() {
    var mask = Mask(width: 900, height: 700)
    for y in 100..<600 { for x in 200..<700 { mask[y, x] = true } }
    let image = Image(width: 900, height: 700, channels: 3, filledWith: 0.5)
    let shots = DefectShot.shots(of: image, mask, type: 0, channels: 3, side: 32)
    #expect(shots.count == 1 && shots[0].size.width <= 110 && shots[0].size.height <= 90)
    let examples = ExampleSource(real: [shots], physics: []).batch(
      8, realShare: 1, for: .tiny, using: RandomStream(seed: 1, key: "large"))
    #expect(examples.mask.array(of: Float.self).reduce(0, +) > 8 * 0.15 * 1024)
  }
}
