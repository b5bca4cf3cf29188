import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Testing

/// Copies of real defects' regions: their shape, and where they come to lie.
@Suite struct DefectRegionTests {
  private static let size = 96
  private static let centre = SIMD2(48.0, 48.0)

  private static func mask(_ isSet: (Double, Double) -> Bool) -> Mask {
    var mask = Mask(width: size, height: size)
    for y in 0..<size { for x in 0..<size where isSet(Double(x), Double(y)) { mask[y, x] = true } }
    return mask
  }

  private static func surface(product: Mask? = nil) throws -> Surface {
    try Surface(image: Image(width: size, height: size, channels: 1, filledWith: 0.5), foreground: product)
  }

  /// A disc of 40 px, and a notch of 6 × 14 px that points from its rim at the right to its middle.
  private static let disc = mask { hypot($0 - centre.x, $1 - centre.y) <= 40 }
  private static let notch = mask { abs($1 - 48) <= 3 && (72...85).contains($0) }

  private func middle(_ mask: Mask) -> SIMD2<Double> {
    let set = mask.values.indices.filter { mask.values[$0] != 0 }
    return set.reduce(SIMD2(0, 0)) { $0 + SIMD2(Double($1 % mask.width), Double($1 / mask.width)) } / Double(set.count)
  }

  @Test func onATextureTheRegionIsMovedAndNothingElse() throws {
    let occurrence = try #require(DefectOccurrence(Self.notch, product: nil))
    #expect(occurrence.seat == nil)
    var places: Set<PixelBox> = []
    for index in 0..<12 {
      var stream = RandomStream(seed: 1, key: "texture").split(index)
      let region = try #require(occurrence.region(on: Self.surface(), varied: .none, using: &stream)).mask
      let box = try #require(region.boundingBox)
      // Places lie between pixels: an edge may round to either side.
      #expect(abs(box.width - 14) <= 1 && abs(box.height - 7) <= 1 && abs(region.area - Self.notch.area) <= 14)
      places.insert(box)
    }
    #expect(places.count > 8)
  }

  @Test func onAProductItKeepsItsDepthAndTurnsWithTheOutline() throws {
    let occurrence = try #require(DefectOccurrence(Self.notch, product: Self.disc))
    let seat = try #require(occurrence.seat)
    #expect(abs(abs(seat.direction) - .pi) < 0.15 && seat.depth > 0.1 && seat.depth < 0.45)
    let surface = try Self.surface(product: Self.disc)
    let distance = hypot(middle(Self.notch).x - Self.centre.x, middle(Self.notch).y - Self.centre.y)
    var angles: [Double] = []
    for index in 0..<16 {
      var stream = RandomStream(seed: 2, key: "product").split(index)
      let region = try #require(occurrence.region(on: surface, varied: .none, using: &stream)).mask
      #expect(region.subtracting(Self.disc).area == 0)
      let offset = middle(region) - Self.centre
      #expect(abs(hypot(offset.x, offset.y) - distance) < 5)
      // It still points to the middle: long along the radius, narrow across.
      let along = offset / hypot(offset.x, offset.y)
      var (radial, tangential) = (0.0, 0.0)
      for i in region.values.indices where region.values[i] != 0 {
        let from = SIMD2(Double(i % Self.size), Double(i / Self.size)) - middle(region)
        radial = max(radial, abs((from * along).sum()))
        tangential = max(tangential, abs(from.x * along.y - from.y * along.x))
      }
      #expect(radial > 1.4 * tangential, "\(radial) \(tangential)")
      angles.append(atan2(offset.y, offset.x))
    }
    #expect(angles.contains { $0 > 1 } && angles.contains { $0 < -1 })
  }

  @Test func variationsDifferWithinTheirRange() throws {
    let blob = Self.mask { hypot($0 - 40, $1 - 52) <= 12 }
    let occurrence = try #require(DefectOccurrence(blob, product: nil))
    var variation = MaskVariation()
    variation.elasticity = 0.08...0.08
    var areas: [Double] = []
    for index in 0..<24 {
      var stream = RandomStream(seed: 3, key: "variation").split(index)
      let region = try #require(occurrence.region(on: Self.surface(), varied: variation, using: &stream)).mask
      areas.append(Double(region.area) / Double(blob.area))
      #expect(region.connectedComponents().components.count == 1)
    }
    #expect(areas.allSatisfy { (0.8 * 0.8 * 0.75...1.25 * 1.25 * 1.3).contains($0) }, "\(areas)")
    #expect((areas.max() ?? 0) > 1.5 * (areas.min() ?? 1))
    var (first, second) = (RandomStream(seed: 3, key: "a"), RandomStream(seed: 3, key: "a"))
    #expect(
      try occurrence.region(on: Self.surface(), using: &first)
        == occurrence.region(on: Self.surface(), using: &second))
  }

  /// A defect of two colours, one above the other, comes out the same in its copy, and nothing else is changed.
  @Test func draftsAreTheDefectsOwnPixels() throws {
    let photograph = Self.photograph(ground: 0.5, upper: 0.8, lower: 1)
    let occurrence = try #require(DefectOccurrence(Self.notch, product: nil, in: photograph))
    // 16 px on three sides, and the border of the photograph.
    #expect(occurrence.cutout.map { [$0.width, $0.height] } == [40, 39])
    for index in 0..<6 {
      var stream = RandomStream(seed: 4, key: "draft").split(index)
      let region = try #require(occurrence.region(on: Self.surface(), varied: .none, using: &stream))
      let (box, draft) = try (#require(region.mask.boundingBox), #require(region.draft))
      let (first, last) = (draft[0, box.y + 1, box.x + 7], draft[0, box.maxY - 2, box.x + 7])
      // A texture's copies may be turned by half a circle.
      #expect(abs(min(first, last) - 0.8) < 0.01 && abs(max(first, last) - 1) < 0.01, "\(first) \(last)")
      for i in draft.pixels.indices where region.mask.values[i] == 0 { #expect(draft.pixels[i] == 0.5) }
    }
    let without = try #require(DefectOccurrence(Self.notch, product: nil))
    var stream = RandomStream(seed: 4, key: "draft")
    #expect(try without.region(on: Self.surface(), varied: .none, using: &stream)?.draft == nil)
    #expect(DefectOccurrence(Self.notch, seat: nil, cutout: photograph) == nil)
  }

  /// On a ground that is twice as light a draft is twice as light; in no case more.
  @Test(arguments: [(ground: Float(0.25), gain: Float(2)), (0.4, 1.25), (1, 0.5), (0.1, 2)])
  func draftsAreLitAsTheirSurroundings(ground: Float, gain: Float) throws {
    let photograph = Self.photograph(ground: ground, upper: 0.3, lower: 0.4)
    let occurrence = try #require(DefectOccurrence(Self.notch, product: nil, in: photograph))
    var stream = RandomStream(seed: 5, key: "draft")
    let region = try #require(occurrence.region(on: Self.surface(), varied: .none, using: &stream))
    let (box, draft) = try (#require(region.mask.boundingBox), #require(region.draft))
    let lights = [draft[0, box.y + 1, box.x + 7], draft[0, box.maxY - 2, box.x + 7]].sorted()
    #expect(zip(lights, [0.3 * gain, 0.4 * gain]).allSatisfy { abs($0 - $1) < 0.02 }, "\(lights)")
  }

  /// A gap in a wire of a lattice comes to lie on a wire, whatever its size and turn; also where the wires run across.
  @Test(arguments: [false, true]) func copiesLieWhereTheirSurroundingsGoOn(isAcross: Bool) throws {
    let period = 16
    func lattice(isAcross: Bool) -> Image {
      var lattice = Image(width: Self.size, height: Self.size, channels: 1, filledWith: 0.8)
      for y in 0..<Self.size {
        for x in 0..<Self.size where (isAcross ? y : x) % period < 5 { lattice[0, y, x] = 0.2 }
      }
      return lattice
    }
    let wire = 2 * period
    let gap = Self.mask { (wire...wire + 4).contains(Int($0)) && (30...42).contains($1) }
    var broken = lattice(isAcross: false)
    for i in broken.pixels.indices where gap.values[i] != 0 { broken.pixels[i] = 0.8 }
    let occurrence = try #require(DefectOccurrence(gap, product: nil, in: broken))
    var variation = MaskVariation()
    (variation.elasticity, variation.turn) = (0...0, 4)
    let good = lattice(isAcross: isAcross)
    var covered: [Double] = []
    var places: Set<Int> = []
    for index in 0..<12 {
      var stream = RandomStream(seed: 7, key: "lattice").split(index)
      let mask = try #require(
        occurrence.region(on: Surface(image: good), varied: variation, using: &stream)
      ).mask
      let onWire = mask.values.indices.filter { mask.values[$0] != 0 && good.pixels[$0] < 0.5 }.count
      covered.append(Double(onWire) / Double(mask.area))
      let box = mask.boundingBox!
      places.insert((isAcross ? box.y : box.x) / period)
    }
    // Anywhere, it would be 5 / 16.
    #expect(covered.count { $0 > 0.7 } >= (isAcross ? 10 : 12) && covered.reduce(0, +) / 12 > 0.85, "\(covered)")
    #expect(places.count >= 3)
  }

  /// A half of the picture stays a half, on one side or the other, and reaches its borders, even turned or made smaller.
  @Test func whatABorderCutsLiesAtABorderAgain() throws {
    let half = Self.mask { $1 < 40 }
    let occurrence = try #require(DefectOccurrence(half, product: nil))
    var sides: Set<Bool> = []
    for index in 0..<16 {
      var stream = RandomStream(seed: 8, key: "half").split(index)
      let copy = try #require(occurrence.region(on: Self.surface(), using: &stream)).mask
      let isAbove = copy[0, Self.size / 2]
      sides.insert(isAbove)
      let row = isAbove ? 0 : Self.size - 1
      #expect((0..<Self.size).allSatisfy { copy[row, $0] })
      #expect(!(0..<Self.size).contains { copy[Self.size - 1 - row, $0] })
      #expect((0.18...0.62).contains(Double(copy.area) / Double(Self.size * Self.size)))
    }
    #expect(sides.count == 2)
  }

  /// Grain goes on where a copy reaches beyond what its photograph showed, and is not drawn out to streaks.
  @Test func whatABorderCutKeepsItsGrain() throws {
    var numbers = RandomStream(seed: 3, key: "grain")
    var photograph = Image(width: Self.size, height: Self.size, channels: 1)
    for i in photograph.pixels.indices { photograph.pixels[i] = Float(numbers.uniform(0.2...0.8)) }
    let occurrence = try #require(DefectOccurrence(Self.mask { $1 < 40 }, product: nil, in: photograph))
    var smaller = MaskVariation.none
    smaller.scale = 0.8...0.8
    for index in 0..<8 {
      var stream = RandomStream(seed: 9, key: "half").split(index)
      let copy = try #require(occurrence.region(on: Self.surface(), varied: smaller, using: &stream))
      let draft = try #require(copy.draft)
      let rows = (0..<Self.size).filter { row in (0..<Self.size).allSatisfy { copy.mask[row, $0] } }
      #expect(rows.count >= 10)
      for column in 1..<Self.size {
        let steps = rows.map { abs(draft[0, $0, column] - draft[0, $0, column - 1]) }
        // Less where the mirror stands, of which both sides are alike.
        #expect(steps.reduce(0, +) / Float(rows.count) > 0.002, "column \(column)")
      }
    }
  }

  /// A defect of two greys, one above the other, on a grey ground.
  private static func photograph(ground: Float, upper: Float, lower: Float) -> Image {
    var photograph = Image(width: size, height: size, channels: 1, filledWith: ground)
    for y in 45...51 { for x in 72...85 { photograph[0, y, x] = y < 48 ? upper : lower } }
    return photograph
  }

  @Test func anEmptyMaskIsNoOccurrence() {
    #expect(DefectOccurrence(Mask(width: 8, height: 8), product: nil) == nil)
  }

  @Test func drawnMasksAreUsedAsTheyAre() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("scratch"), withIntermediateDirectories: true)
    try Self.notch.writePNG(to: folder.url.appendingPathComponent("scratch/1.png"))
    let regions = try DrawnRegions(folder.url, types: ["scratch"])
    var stream = RandomStream(seed: 1, key: "drawn")
    #expect(regions.region(of: "scratch", on: try Self.surface(), using: &stream)?.mask == Self.notch)
    let upper = Self.mask { $1 < 48 }
    let cut = regions.region(of: "scratch", on: try Self.surface(product: upper), using: &stream)
    #expect(cut?.mask == Self.notch.intersection(upper) && cut?.draft == nil)
    #expect(throws: SynthesisError.self) { try DrawnRegions(folder.url, types: ["scratch", "dent"]) }
    try Mask(width: 4, height: 4).writePNG(to: folder.url.appendingPathComponent("black.png"))
    #expect(throws: SynthesisError.self) { try DrawnRegions(folder.url, types: ["scratch"]) }
  }
}

/// Generators that take turns.
@Suite struct MixedGeneratorTests {
  private struct Named: SampleGenerator {
    let name: String
    let families: [String]
    var learnedFrom: [String] { [name] }

    func generate(
      family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
    ) throws -> GeneratedDefect? { nil }

    func label(of family: String) -> SampleLabel { SampleLabel(family: name, type: family) }
  }

  @Test(arguments: [(0.5, 0.5), (0.2, 0.8), (3, 1)])
  func partsHaveTheirShares(first: Double, second: Double) throws {
    let (a, b) = (Named(name: "a", families: ["a1", "a2", "a3"]), Named(name: "b", families: (1...7).map { "b\($0)" }))
    let mixed = try MixedGenerator([(a, first), (b, second)])
    let share = Double(mixed.families.count { $0.hasPrefix("a") }) / Double(mixed.families.count)
    #expect(abs(share - first / (first + second)) < 1e-3)
    #expect(Set(mixed.families).count == 10)
    // Each kind as often as the others of its part.
    #expect(mixed.families.count { $0 == "b1" } == mixed.families.count { $0 == "b7" })
    #expect(mixed.label(of: "b3") == SampleLabel(family: "b", type: "b3"))
    #expect(mixed.learnedFrom == ["a", "b"])
  }

  @Test func sharesWithoutMeaningAreRefused() {
    let a = Named(name: "a", families: ["x"])
    #expect(throws: SynthesisError.self) { try MixedGenerator([]) }
    #expect(throws: SynthesisError.self) { try MixedGenerator([(a, 0)]) }
    #expect(throws: SynthesisError.self) { try MixedGenerator([(a, 1), (Named(name: "b", families: ["x"]), 1)]) }
  }
}
