import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct PorosityTests {
  /// Wicksell's relations for spheres of one radius: E[r] = πR/4, E[r²] = 2R²/3, and 2 λ R sections in a unit area.
  @Test func sectionsOfEqualSpheresFollowWicksell() {
    let model = BooleanModel(areaFraction: 0.2, medianRadius: 3, spread: 0)
    var stream = RandomStream(seed: 1, key: "wicksell")
    let sections = model.sections(inDiscOf: 700, using: &stream)
    let count = Double(sections.count)
    let expected = model.sectionIntensity * .pi * 700 * 700
    #expect(abs(count - expected) < 4 * expected.squareRoot())
    let mean = sections.reduce(0) { $0 + $1.radius } / count
    let square = sections.reduce(0) { $0 + $1.radius * $1.radius } / count
    let deviation = (square - mean * mean).squareRoot()
    #expect(abs(mean - .pi * 3 / 4) < 4 * deviation / count.squareRoot())
    #expect(abs(square - 2.0 / 3 * 9) < 4 * 9 * (4.0 / 45).squareRoot() / count.squareRoot())
  }

  /// A sphere is met with a probability in proportion to its radius: E[ln R] = ln m + σ².
  @Test func largeSpheresAreMetMoreOften() {
    let (median, spread) = (5.0, 0.5)
    let model = BooleanModel(areaFraction: 0.3, medianRadius: median, spread: spread)
    var stream = RandomStream(seed: 2, key: "size bias")
    let logs = (0..<20_000).map { _ in log(model.section(at: .zero, using: &stream).sphereRadius) }
    let mean = logs.reduce(0, +) / Double(logs.count)
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count)
    #expect(abs(mean - log(median) - spread * spread) < 4 * spread / Double(logs.count).squareRoot())
    #expect(abs(variance.squareRoot() / spread - 1) < 0.03)
  }

  /// The covered share of the drawn pixels is 1 - exp(-λ E[V]).
  @Test(arguments: [0.1, 0.3])
  func coveredShareIsTheBooleanModels(areaFraction: Double) throws {
    let side = 256
    let surface = try Surface(image: Image(width: side, height: side, channels: 1, filledWith: 0.5), pixelPitch: 1)
    var stream = RandomStream(seed: 3, key: "pores")
    var parameters = PorosityParameters(severity: 0.5, fieldOfView: Double(side), using: &stream)
    parameters.areaFraction = areaFraction
    (parameters.radius_um, parameters.radiusSpread) = (6, 0.25)
    (parameters.field_um, parameters.clusterSize) = (120, 1)
    (parameters.elongation, parameters.raggedness, parameters.lip_um) = (1, 0, 0)
    let shares = try (0..<40).map { index in
      var own = stream.split(index)
      let centre = SIMD2(Double(side) / 2, Double(side) / 2)
      let defect = try #require(Porosity(parameters).defect(on: surface, at: centre, using: &own))
      return centralShare(defect, side: side, half: 64)
    }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1)
    let error = (variance / Double(shares.count)).squareRoot()
    // The anti-aliased rim of small discs adds a little to the statistical error.
    #expect(abs(mean - areaFraction) < 3.5 * error + 0.01 * areaFraction)
    #expect(error < 0.06 * areaFraction)
  }

  private func centralShare(_ defect: Defect, side: Int, half: Int) -> Double {
    var sum = 0.0
    for y in (side / 2 - half)..<(side / 2 + half) {
      for x in (side / 2 - half)..<(side / 2 + half) {
        let (row, column) = (y - defect.box.y, x - defect.box.x)
        guard row >= 0, row < defect.box.height, column >= 0, column < defect.box.width else { continue }
        sum += Double(defect.coverage[row, column])
      }
    }
    return sum / Double(4 * half * half)
  }

  /// Clusters keep the mean number and raise its variance to mean · (1 + size), as Neyman and Scott's process does.
  @Test func clustersAreOverdispersed() {
    let model = BooleanModel(areaFraction: 0.05, medianRadius: 1, spread: 0)
    let expected = model.sectionIntensity * .pi * 40 * 40
    func moments(_ clusters: BooleanModel.Clusters?) -> (mean: Double, dispersion: Double) {
      let counts = (0..<3000).map { index in
        var stream = RandomStream(seed: 4, key: "clusters").split(index)
        return Double(model.sections(inDiscOf: 40, clusters: clusters, using: &stream).count)
      }
      let mean = counts.reduce(0, +) / 3000
      return (mean, counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2999 / mean)
    }
    let (independent, clustered) = (moments(nil), moments(.init(size: 6, radius: 4)))
    #expect(abs(independent.mean / expected - 1) < 0.02 && abs(independent.dispersion - 1) < 0.1)
    #expect(abs(clustered.mean / expected - 1) < 0.03 && abs(clustered.dispersion - 7) < 0.8)
  }

  @Test func deepPoresSeeLessSky() {
    func openness(_ depth: Double) -> Double {
      BooleanModel.Section(centre: .zero, sphereRadius: 2, depth: depth).openness
    }
    #expect(openness(0) == 0.5 && openness(2) == 0 && openness(-2) == 1)
  }
}
