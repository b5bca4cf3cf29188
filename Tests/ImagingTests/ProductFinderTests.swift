import Foundation
import Imaging
import Randomness
import Testing

@Suite struct ProductFinderTests {
  private static let (width, height) = (160, 128)

  /// A scene: a table with a darker half and, in every other photograph, a bright edge at the top;
  /// discs on it.
  private static func scene(_ index: Int, discs: [(x: Double, y: Double, radius: Double)], spot: Bool = false) -> Image
  {
    var stream = RandomStream(seed: UInt64(index), key: "scene")
    var image = Image(width: width, height: height, channels: 3)
    for y in 0..<height {
      for x in 0..<width {
        var level = SIMD3<Double>(repeating: x < width / 2 ? 0.3 : 0.4)
        if index % 2 == 0 && y < 8 { level = SIMD3(0.8, 0.9, 1) }
        for disc in discs where hypot(Double(x) - disc.x, Double(y) - disc.y) < disc.radius {
          level = SIMD3(0.75, 0.55, 0.3)
          // A piece of the table's own grey in the middle of the product.
          if spot && hypot(Double(x) - disc.x, Double(y) - disc.y) < 6 { level = SIMD3(repeating: 0.35) }
        }
        for channel in 0..<3 {
          image[channel, y, x] = Float(min(1, max(0, level[channel] + stream.normal(deviation: 0.015))))
        }
      }
    }
    return image
  }

  /// Discs that lie elsewhere in each photograph.
  private static func disc(_ index: Int) -> (x: Double, y: Double, radius: Double) {
    (70 + 5 * Double(index % 5), 60 + 4 * Double(index % 3), 28)
  }

  private static let photographs = (0..<8).map { scene($0, discs: [disc($0)]) }
  private static let finder = ProductFinder(photographs: photographs)

  private static func overlap(
    _ mask: Mask, _ discs: [(x: Double, y: Double, radius: Double)]
  ) -> Double {
    var expected = Mask(width: mask.width, height: mask.height)
    for y in 0..<mask.height {
      for x in 0..<mask.width {
        expected[y, x] = discs.contains { hypot(Double(x) - $0.x, Double(y) - $0.y) < $0.radius }
      }
    }
    return Double(mask.intersection(expected).area) / Double(mask.union(expected).area)
  }

  @Test func aDiscOnATwoToneTableWithABrightEdgeIsFound() {
    #expect(Self.finder.showsObject)
    for index in 0..<8 {
      let mask = Self.finder.product(in: Self.photographs[index])
      #expect(Self.overlap(mask, [Self.disc(index)]) > 0.93, "photograph \(index)")
      #expect(!mask[2, 80] && !mask[120, 5] && !mask[120, 150])
    }
  }

  @Test func aNewPhotographWithAForeignSpotIsWhole() {
    let disc = Self.disc(9)
    let mask = Self.finder.product(in: Self.scene(20, discs: [disc], spot: true))
    #expect(Self.overlap(mask, [disc]) > 0.93)
    #expect(mask[Int(disc.y), Int(disc.x)])
  }

  @Test func severalPartsAreAllFound() {
    func discs(_ index: Int) -> [(x: Double, y: Double, radius: Double)] {
      [(45 + Double(index), 45, 18), (110, 50 + Double(index), 18), (80, 95 - Double(index), 15)]
    }
    let photographs = (0..<6).map { Self.scene($0, discs: discs($0)) }
    let finder = ProductFinder(photographs: photographs)
    #expect(finder.showsObject)
    for index in 0..<6 {
      #expect(Self.overlap(finder.product(in: photographs[index]), discs(index)) > 0.9, "photograph \(index)")
    }
  }

  @Test(arguments: [0.0, 2, 8]) func texturesAreAllProduct(_ sigma: Double) {
    let photographs = (0..<5).map { index -> Image in
      var stream = RandomStream(seed: UInt64(index), key: "texture")
      var plane = Plane(width: 128, height: 96)
      for i in plane.values.indices { plane.values[i] = Float(stream.uniform()) }
      plane = plane.blurred(sigma: sigma)
      let (least, most) = (plane.values.min()!, plane.values.max()!)
      for i in plane.values.indices { plane.values[i] = 0.3 + 0.4 * (plane.values[i] - least) / (most - least) }
      return plane.image()
    }
    let finder = ProductFinder(photographs: photographs)
    #expect(!finder.showsObject)
    #expect(finder.product(in: photographs[0]).area == 128 * 96)
    #expect(finder.weight(in: photographs[0]).values.allSatisfy { $0 == 1 })
  }

  @Test func nothingAndLittleAreAllProduct() {
    let blank = Image(width: 50, height: 40, channels: 1, filledWith: 0.4)
    for photographs in [[], [blank], [Image(width: 3, height: 2, channels: 3)]] {
      let finder = ProductFinder(photographs: photographs)
      #expect(!finder.showsObject && finder.product(in: blank).area == 2000)
    }
  }

  @Test func alarmsFarFromTheProductAreDampedAndNeverLost() {
    let disc = Self.disc(0)
    let weight = Self.finder.weight(in: Self.photographs[0], margin: 0.05, floor: 0.4)
    #expect(weight[Int(disc.y), Int(disc.x)] == 1)
    #expect(weight[Int(disc.y), Int(disc.x + disc.radius) + 5] == 1)
    #expect(abs(weight[120, 155] - 0.4) < 1e-5)
    #expect(weight.values.allSatisfy { (0.4 - 1e-5...1).contains($0) })
  }

  @Test func learningIsDeterministicAndSurvivesJSON() throws {
    let again = ProductFinder(photographs: Self.photographs)
    #expect(again == Self.finder)
    let data = try JSONEncoder().encode(again)
    #expect(data.count < 64_000)
    let read = try JSONDecoder().decode(ProductFinder.self, from: data)
    #expect(read == again)
    #expect(read.product(in: Self.photographs[3]) == again.product(in: Self.photographs[3]))
  }

  @Test func largePhotographsAreJudgedAtTheirOwnSize() {
    let small = Self.photographs[1]
    let large = small.resized(width: 4 * small.width, height: 4 * small.height, filter: .bilinear)
    let mask = Self.finder.product(in: large)
    #expect(mask.width == large.width && mask.height == large.height)
    let disc = Self.disc(1)
    #expect(Self.overlap(mask, [(4 * disc.x, 4 * disc.y, 4 * disc.radius)]) > 0.93)
  }
}
