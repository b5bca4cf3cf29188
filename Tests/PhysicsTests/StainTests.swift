import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct StainTests {
  /// A strip of even permeability, wet at its left end, after a plane front should have gone `distance` cells.
  private func strip(_ distance: Double, length: Int = 120) -> PorousImbibition {
    let supply = (0..<(3 * length)).map { $0 % length == 0 }
    var sheet = PorousImbibition(
      width: length, height: 3, permeability: [Float](repeating: 1, count: 3 * length), supply: supply)
    sheet.spread(distance: distance)
    return sheet
  }

  /// Where the saturation of the middle row falls to `level`, in cells from the supply's edge.
  private func front(_ sheet: PorousImbibition, level: Float) -> Double {
    let row = Array(sheet.saturation[sheet.width..<(2 * sheet.width)])
    guard let last = row.lastIndex(where: { $0 >= level }) else { return 0 }
    return Double(last) + Double((row[last] - level) / (row[last] - row[last + 1]))
  }

  /// L² = W t: the front, at the saturation at which the similarity solution has come 0.97615 of the way, lies within
  /// 2 % of Washburn's law, and its exponent is 1/2.
  @Test func frontFollowsWashburn() {
    let distances = [20.0, 40, 80]
    let fronts = distances.map { front(strip($0), level: 0.3) / 0.976180 }
    for (found, distance) in zip(fronts, distances) { #expect(abs(found / distance - 1) < 0.02) }
    let exponent = log(fronts[2] / fronts[0]) / log(pow(distances[2] / distances[0], 2))
    #expect(abs(exponent - 0.5) < 0.01)
  }

  /// The uptake is that of the similarity solution, 0.66517 √(D t).
  @Test func uptakeFollowsTheSimilaritySolution() {
    let sheet = strip(60)
    let row = sheet.saturation[sheet.width..<(2 * sheet.width)].map(Double.init)
    let uptake = row.dropFirst().reduce(0, +) + 0.5
    let expected = PorousImbibition.uptakeConstant * 60 / PorousImbibition.frontConstant.squareRoot()
    #expect(abs(uptake / expected - 1) < 0.02)
  }

  @Test func saturationStaysWithinItsBoundsInUnevenSheets() {
    var stream = RandomStream(seed: 1, key: "sheet")
    let permeability = (0..<(40 * 40)).map { _ in Float(exp(stream.normal(deviation: 1))) }
    let supply = disc(radius: 6, side: 40).values.map { $0 != 0 }
    var sheet = PorousImbibition(width: 40, height: 40, permeability: permeability, supply: supply)
    sheet.spread(distance: 8)
    #expect(sheet.saturation.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(sheet.saturation.filter { $0 > 0.3 }.count > supply.filter { $0 }.count + 200)
  }

  private func disc(radius: Double, side: Int, at centre: SIMD2<Double>? = nil) -> Mask {
    let centre = centre ?? SIMD2(repeating: Double(side - 1) / 2)
    var mask = Mask(width: side, height: side)
    for y in 0..<side {
      for x in 0..<side { mask[y, x] = hypot(Double(x) - centre.x, Double(y) - centre.y) < radius }
    }
    return mask
  }

  /// A pinned disc has carried the share [1 - (1 - τ)^¾]^(4/3) of its solute to the edge when the share τ has dried with
  /// Deegan's flux, and [1 - √(1 - τ)]² with even drying. The ring takes up two cells, so it also holds what was within
  /// them at first: with y = 1 - r²/R² at the ring's inner side, 1 - y₀^{3/2} = (1 - τ)^¾ (1 - y^{3/2}), and in the
  /// even case (1 - y₀) = √(1 - τ) (1 - y); the share is y₀².
  @Test(arguments: [0, 0.5], [0.3, 0.5, 0.7, 0.9, 0.97])
  func ringHoldsTheMassThatTheFlowBrings(exponent: Double, dryness: Double) {
    let (radius, side) = (45.0, 98)
    let footprint = disc(radius: radius, side: side)
    var droplet = DryingDroplet(footprint: footprint, exponent: exponent)
    droplet.dry(to: dryness)
    let depth = footprint.inverted().distanceTransform().distance
    let ring = zip(droplet.solute, depth.values).reduce(0) { $0 + ($1.1 > 0 && $1.1 < 2.5 ? $1.0 : 0) }
    let y = 1 - pow(1 - 2 / radius, 2)
    let start =
      exponent == 0
      ? 1 - (1 - dryness).squareRoot() * (1 - y)
      : pow(1 - pow(1 - dryness, 0.75) * (1 - pow(y, 1.5)), 2.0 / 3)
    #expect(abs(ring - start * start) < 0.02)
  }

  /// Nothing is lost or made, and no cell gives more than it has.
  @Test func soluteIsConserved() {
    var stream = RandomStream(seed: 2, key: "blot")
    let noise = GradientNoise(using: &stream).fractal(PixelBox(x: 0, y: 0, width: 64, height: 64), cell: 18, octaves: 3)
    var footprint = Mask(width: 64, height: 64)
    for y in 2..<62 {
      for x in 2..<62 { footprint[y, x] = hypot(Double(x) - 32, Double(y) - 32) < 20 + 9 * Double(noise[y, x]) }
    }
    let solute = footprint.values.map { Double($0) * stream.uniform(0.5...1.5) }
    var droplet = DryingDroplet(footprint: footprint, solute: solute, exponent: 0.4)
    let before = solute.reduce(0, +)
    for dryness in [0.2, 0.6, 0.95] {
      droplet.dry(to: dryness)
      #expect(abs(droplet.solute.reduce(0, +) / before - 1) < 1e-12)
      #expect(droplet.solute.allSatisfy { $0 >= 0 })
    }
    for (mass, wet) in zip(droplet.solute, footprint.values) where wet == 0 { #expect(mass == 0) }
  }

  /// Two droplets that do not touch dry as each would by itself.
  @Test func dropletsDryByThemselves() {
    let (left, right) = (disc(radius: 12, side: 64, at: [16, 30]), disc(radius: 9, side: 64, at: [46, 30]))
    let both = Mask(width: 64, height: 64, values: zip(left.values, right.values).map { $0 | $1 })
    let even = both.values.map(Double.init)
    var (pair, single) = (
      DryingDroplet(footprint: both, solute: even, exponent: 0.5),
      DryingDroplet(footprint: left, solute: left.values.map(Double.init), exponent: 0.5)
    )
    pair.dry(to: 0.8)
    single.dry(to: 0.8)
    for i in left.values.indices where left.values[i] != 0 { #expect(abs(pair.solute[i] - single.solute[i]) < 0.1) }
  }

  /// The rim of a dried dye is darker than its middle.
  @Test func dryingLeavesADarkRim() throws {
    let surface = try Surface(
      image: Image(width: 128, height: 128, channels: 1, filledWith: 0.7), pixelPitch: 1, light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
    var stream = RandomStream(seed: 3, key: "coffee")
    var parameters = StainParameters(severity: 0.5, fieldOfView: 128, using: &stream)
    (parameters.radius_um, parameters.elongation, parameters.raggedness) = (30, 1, 0)
    (parameters.satellites, parameters.run_um, parameters.time_s, parameters.volatile) = (0, 0, 0, 1)
    (parameters.rings, parameters.dryness, parameters.edgeEvaporation) = (1, 0.9, 0.5)
    (parameters.ringWidth_um, parameters.thickness, parameters.mottle) = (2, 0.3, 0)
    let defect = try #require(Stain(parameters).defect(on: surface, at: SIMD2(64, 64), using: &stream))
    let film = try #require(defect.films.first).thickness
    let (row, middle) = (64 - defect.box.y, 64 - defect.box.x)
    let rim = (0..<film.width).map { film[row, $0] }.max() ?? 0
    #expect(rim > 4 * film[row, middle])
    // The film holds the stain's mean thickness over the drop's area.
    let total = Double(film.values.reduce(0, +)) / (.pi * 30 * 30)
    #expect(abs(total / 0.3 - 1) < 0.15)
  }
}
