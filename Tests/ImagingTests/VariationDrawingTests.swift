import Foundation
import Imaging
import Randomness
import Testing

/// Which changes are drawn, and what they are called.
@Suite struct VariationDrawingTests {
  private func draws(_ count: Int, strength: Double = 1) -> [[PhotographicVariation]] {
    (0..<count).map {
      var stream = RandomStream(seed: 4, key: "draw/\($0)")
      return PhotographicVariation.drawn(strength: strength, using: &stream)
    }
  }

  /// How far from nothing a change is, as a share of the bound at strength 1.
  private func extent(_ variation: PhotographicVariation) -> Double {
    switch variation {
    case .light(let gain): abs(gain - 1) / 0.12
    case .whiteBalance(let red, let blue): max(abs(red - 1), abs(blue - 1)) / 0.03
    case .jpeg(let quality): Double(100 - quality) / 15
    case .noise(let deviation): deviation * 255 / 2.5
    case .blur(let sigma): sigma / 0.8
    case .shift(let x, let y): Double(max(abs(x), abs(y))) / 6
    case .turn(let degrees): abs(degrees) / 2
    }
  }

  @Test(arguments: [1.0, 0.5, 2.0])
  func everyKindComesHalfOfTheTimeWithinItsBound(_ strength: Double) {
    let all = draws(400, strength: strength)
    for kind in PhotographicVariation.Kind.allCases {
      let extents = all.flatMap { $0 }.filter { $0.kind == kind }.map(extent)
      #expect(abs(extents.count - 200) < 50, "\(kind)")
      #expect(
        extents.max()! <= strength * (1 + 1e-9) + 0.04 && extents.max()! > 0.85 * strength,
        "\(kind)")
    }
    #expect(all.allSatisfy { Set($0.map(\.kind)).count == $0.count })
  }

  @Test func ofOneChangeEveryKindIsAsLikely() {
    let kinds: Set<PhotographicVariation.Kind> = [.light, .noise, .turn]
    let all = (0..<600).map { index in
      var stream = RandomStream(seed: 4, key: "one/\(index)")
      return PhotographicVariation.drawnOne(of: kinds, using: &stream)
    }
    #expect(Set(all.map(\.kind)) == kinds)
    for kind in kinds { #expect(abs(all.count { $0.kind == kind } - 200) < 50, "\(kind)") }
    #expect(all.allSatisfy { extent($0) <= 1 + 1e-9 })
  }

  @Test func equalStreamsDrawEqualChanges() {
    #expect(draws(20) == draws(20))
    #expect(Set(draws(20)).count > 15)
  }

  @Test func kindsThatAreLeftOutDoNotChangeTheOthers() {
    for index in 0..<50 {
      var (one, other) = (
        RandomStream(seed: 4, key: "draw/\(index)"), RandomStream(seed: 4, key: "draw/\(index)")
      )
      let all = PhotographicVariation.drawn(using: &one)
      let still = PhotographicVariation.drawn(
        Set(PhotographicVariation.Kind.allCases.filter { !$0.isGeometric }), using: &other)
      #expect(still == all.filter { !$0.kind.isGeometric })
    }
  }

  @Test func theEverydayOnesHaveNamesForProgramsAndForPeople() {
    let everyday = PhotographicVariation.everyday
    #expect(
      everyday.map(\.name) == [
        "light_0.9", "light_1.1", "jpeg_90", "noise_2", "blur_0.7", "shift_6_0", "turn_2",
      ])
    #expect(
      everyday.map(\.label) == [
        "light − 10 %", "light + 10 %", "JPEG quality 90", "noise σ 2/255", "blur σ 0.7 px",
        "shift 6 px", "turn 2°",
      ])
    #expect(
      PhotographicVariation.whiteBalance(red: 1.03, blue: 0.98).name == "white_balance_1.03_0.98")
    #expect(PhotographicVariation.shift(x: 5, y: -3).label == "shift 5, -3 px")
  }

  @Test func changesSurviveAFile() throws {
    let everyday = PhotographicVariation.everyday + [.whiteBalance(red: 1.03, blue: 0.98)]
    let data = try JSONEncoder().encode(everyday)
    #expect(try JSONDecoder().decode([PhotographicVariation].self, from: data) == everyday)
  }
}
