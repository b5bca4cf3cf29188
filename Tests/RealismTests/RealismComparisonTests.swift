import Foundation
import Imaging
import Randomness
import Realism
import Testing

@Suite struct RealismComparisonTests {
  /// Dark bands on noise: of a width, and as sharp as a blur makes them.
  private func bands(_ name: String, count: Int = 12, width: Double, blur: Double, feature: Double) -> DefectCollection
  {
    var stream = RandomStream(seed: 2, key: name)
    var statistics: [DefectStatistics] = []
    var features: [[Double]] = []
    for index in 0..<count {
      let angle = stream.uniform(0...Double.pi)
      let mask = Shapes.band(96, angle: angle, width: width + stream.uniform(-1...1), along: -35...35)
      let shade = Plane(width: 96, height: 96, values: mask.values.map(Float.init)).blurred(sigma: blur)
      var picture = Shapes.noise(96, 96, deviation: 0.02, seed: UInt64(index))
      for i in picture.values.indices { picture.values[i] -= 0.2 * shade.values[i] }
      statistics.append(DefectStatistics(Image(planes: [picture]), mask))
      features.append((0..<3).map { _ in stream.normal(mean: feature) })
    }
    return DefectCollection(name: name, statistics: statistics, features: features)
  }

  @Test func theLikerOneIsNearestInEveryMeasure() throws {
    let report = try RealismComparison(
      real: bands("real", width: 4, blur: 1, feature: 0),
      candidates: [
        bands("ours", width: 4.5, blur: 1.2, feature: 0.2), bands("other", width: 9, blur: 0.3, feature: 2),
      ], backbone: "Net", replicates: 50, seed: 1
    ).report()
    #expect(report.pictures == ["real": 12, "ours": 12, "other": 12])
    let measures = Set(report.rows.map(\.measure))
    #expect(measures.isSuperset(of: [.lineWidth, .boxDimension, .gradientJump, .waveletEnergy, .frechet, .kernel]))
    for row in report.rows where row.measure != .tortuosity {
      #expect(row.nearest == "ours", "\(row.measure)")
      #expect(row.certainty > 0.7)
      let estimate = try #require(row.distances["ours"])
      #expect(estimate.interval.contains(estimate.value))
    }
    #expect(report.rows.first { $0.measure == .frechet }?.title == "Net Fréchet")
    #expect(try #require(report.rows.first { $0.measure == .lineWidth }?.medians["real"]?.first) < 6)
  }

  @Test func reportsAreDetermined() throws {
    let (real, ours) = (
      bands("real", width: 4, blur: 1, feature: 0), bands("ours", width: 6, blur: 1.2, feature: 0.2)
    )
    let same = DefectCollection(name: "same", statistics: real.statistics, features: real.features)
    func report() throws -> RealismReport {
      try RealismComparison(real: real, candidates: [ours, same], backbone: "Net", replicates: 20, seed: 3).report()
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let first = try report()
    #expect(try encoder.encode(first) == encoder.encode(report()))
    #expect(first.shareNearest("ours") < 1)
    // A collection is at no distance from itself.
    for row in first.rows where row.measure != .kernel { #expect((row.distances["same"]?.value ?? 1) < 1e-6) }
  }

  @Test func blobsAreNotMeasuredAsLines() throws {
    let blobs = { (name: String) -> DefectCollection in
      let statistics = (0..<6).map { index in
        DefectStatistics(
          Image(planes: [Shapes.noise(80, 80, deviation: 0.05, seed: UInt64(index))]),
          Shapes.drawing(80, 80) { hypot($0 - 40, $1 - 40) < 10 + Double(index) })
      }
      return DefectCollection(name: name, statistics: statistics, features: statistics.map { [Double($0.area)] })
    }
    let report = try RealismComparison(
      real: blobs("real"), candidates: [blobs("ours")], backbone: "Net", replicates: 5, seed: 1
    ).report()
    #expect(!report.rows.isEmpty && report.rows.allSatisfy { !$0.measure.isForLines })
  }

  @Test func tooFewDefectsAreNamed() {
    let few = bands("real", count: 4, width: 4, blur: 1, feature: 0)
    let enough = bands("ours", width: 4, blur: 1, feature: 0)
    #expect(throws: RealismError.tooFewDefects(of: "real", count: 4, needed: 5)) {
      try RealismComparison(real: few, candidates: [enough], backbone: "Net", seed: 0)
    }
  }

  @Test func cropsAreCentredAndMirrored() throws {
    var image = Image(width: 64, height: 48, channels: 1)
    for i in image.pixels.indices { image.pixels[i] = Float(i % 64) / 64 }
    let mask = Shapes.drawing(64, 48) { x, y in x < 6 && y > 20 && y < 26 || x > 60 && y < 2 }
    let crop = try #require(DefectCrop(image, mask, side: 32))
    // 32 px around (3, 23): columns −13 … 18, of which 13 are mirrored.
    #expect((crop.image.width, crop.image.height) == (32, 32))
    let covered = crop.coverage.values.count { $0 > 0 }
    #expect(covered == 2 * 6 * 5)
    #expect(crop.image[0, 0, 13] == 0 && crop.image[0, 0, 12] == 0 && crop.image[0, 0, 11] == crop.image[0, 0, 14])
    #expect(DefectCrop(image, Mask(width: 64, height: 48), side: 32) == nil)
  }
}
