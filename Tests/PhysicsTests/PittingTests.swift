import Foundation
import Physics
import Randomness
import Testing

@Suite struct PittingTests {
  /// A strip whose first cells are electrolyte; ions leave through the mouth, the first cell.
  private func strip(_ length: Int, opened: Int = 4, rate: Double, diffusivity: Double, saturation: Double)
    -> PittingFront
  {
    let exchange = (0..<length).map { $0 == 0 ? 1e9 : 0.0 }
    let front = PittingFront(
      width: length, height: 1,
      .init(cell: 2, rate: [rate], diffusivity: diffusivity, saturation: saturation, exchange: exchange))
    front.nucleate(at: SIMD2(0, 0), radius: Double(opened))
    return front
  }

  /// Distance from the mouth, the centre of the first cell, to the front, µm.
  private func depth(of front: PittingFront) -> Double {
    (front.metal.reduce(Double(front.width)) { $0 - $1 } - 0.5) * front.coefficients.cell
  }

  /// Least-squares slope of log depth over log time, and the mean of depth / √t.
  private func growth(of front: PittingFront, from start: Double, to end: Double) -> (
    exponent: Double, coefficient: Double
  ) {
    var points: [(Double, Double)] = []
    while depth(of: front) < end {
      for _ in 0..<20 { front.advance() }
      if depth(of: front) > start { points.append((log(front.time), log(depth(of: front)))) }
    }
    let count = Double(points.count)
    let (meanX, meanY) = (points.reduce(0) { $0 + $1.0 } / count, points.reduce(0) { $0 + $1.1 } / count)
    let slope =
      points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
      / points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
    return (slope, exp(points.reduce(0) { $0 + $1.1 - $1.0 / 2 } / count))
  }

  @Test func planarFrontMovesWithTheRateUnderActivationControl() {
    let front = strip(100, rate: 0.4, diffusivity: 1e9, saturation: 0.036)
    front.advance(until: 50)
    let (time, start) = (front.time, depth(of: front))
    front.advance(until: 300)
    #expect(abs((depth(of: front) - start) / (front.time - time) / 0.4 - 1) < 0.02)
  }

  /// A pencil electrode, c = 0 at the mouth and c_sat at the front: depth = 2λ√(Dt), √π λ exp(λ²) erf λ = c / (1 - c).
  @Test func planarFrontMovesLikeTheRootOfTimeUnderDiffusionControl() {
    let (diffusivity, saturation) = (100.0, 0.2)
    let front = strip(90, opened: 2, rate: 200, diffusivity: diffusivity, saturation: saturation)
    var (low, high) = (0.0, 2.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let value = Double.pi.squareRoot() * middle * exp(middle * middle) * erf(middle)
      if value < saturation / (1 - saturation) { low = middle } else { high = middle }
    }
    let (exponent, coefficient) = growth(of: front, from: 60, to: 150)
    #expect(abs(exponent - 0.5) < 0.01)
    #expect(abs(coefficient / (2 * low * diffusivity.squareRoot()) - 1) < 0.01)
  }

  private func patch(floorRate: Double = 0.01, saturation: Double = 0.036) -> PittingFront {
    let rate = (0..<(48 * 40)).map { (cell: Int) -> Double in
      let (x, y) = (Double(cell % 48), Double(cell / 48))
      return 0.5 + 0.3 * sin(x / 5) * cos(y / 4)
    }
    let front = PittingFront(
      width: 48, height: 40,
      .init(
        cell: 3, rate: rate, diffusivity: 300, saturation: saturation, exchange: [4], floorRate: floorRate))
    front.nucleate(at: SIMD2(15, 20), radius: 3)
    front.nucleate(at: SIMD2(30, 12.5), radius: 4)
    return front
  }

  @Test func whatDissolvesIsInTheElectrolyteOrHasLeft() {
    let front = patch()
    for round in 1...4 {
      front.advance(until: 15 * Double(round))
      let found = front.dissolvedIons + front.emission.reduce(0, +)
      #expect(abs(found / front.released - 1) < 1e-6)
    }
    let opened = front.metal.reduce(0) { $0 + 1 - $1 }
    #expect(opened > 150 && front.emission.reduce(0, +) > 0.5 * front.released)
  }

  @Test func metalNeverComesBackAndStaysBetweenZeroAndOne() {
    let front = patch()
    var last = front.metal
    for _ in 0..<200 {
      front.advance()
      #expect(zip(front.metal, last).allSatisfy { $0 >= 0 && $0 <= $1 })
      last = front.metal
    }
    #expect(front.concentration.allSatisfy { $0 >= 0 && $0 < 1 })
  }

  @Test func energyFallsInEveryStep() {
    // So much escapes that the electrolyte stays clean: the driving force is constant.
    let front = PittingFront(
      width: 40, height: 40, .init(cell: 1, rate: [1], diffusivity: 1, saturation: 0.9, exchange: [1e12]))
    front.nucleate(at: SIMD2(18, 20), radius: 4)
    front.nucleate(at: SIMD2(30, 28), radius: 3)
    // The saturated electrolyte of new pits has to leave first.
    for _ in 0..<20 { front.advance() }
    var last = front.energy
    for _ in 0..<150 {
      front.advance()
      #expect(front.energy < last)
      last = front.energy
    }
  }

  /// dR/dt = k (1 - 1.2 δ/R): the front's own tension holds small pits back.
  @Test func roundPitsGrowAsTheoryOfTheFrontSays() {
    let front = PittingFront(
      width: 80, height: 80, .init(cell: 1, rate: [1], diffusivity: 1, saturation: 0.9, exchange: [1e12]))
    front.nucleate(at: SIMD2(40, 40), radius: 8)
    func radius() -> Double { (front.metal.reduce(0) { $0 + 1 - $1 } / .pi).squareRoot() }
    var expected = radius()
    while front.time < 20 {
      expected += front.step * (1 - 2 / 1.68 / expected)
      front.advance()
    }
    #expect(abs(radius() / expected - 1) < 0.02)
  }

  @Test func saturatedPitsRest() {
    let front = PittingFront(width: 40, height: 40, .init(cell: 1, rate: [1], saturation: 0.036, exchange: [0]))
    front.nucleate(at: SIMD2(20, 20), radius: 6)
    let before = front.metal.reduce(0, +)
    front.advance(until: 20)
    #expect(abs(front.metal.reduce(0, +) - before) < 1)
  }
}

@Suite struct NucleationTests {
  /// Matérn's second process has the intensity (1 - exp(-ρπR²)) / πR², and no two points nearer than R.
  @Test func survivorsKeepTheirDistanceAndHaveTheIntensityOfTheory() {
    let (density, inhibition, side) = (0.02, 4.0, 100.0)
    var (inside, area) = (0, 0.0)
    for seed in 0..<20 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "nuclei")
      let sites = Nucleation.sites(
        density: density, inhibition: inhibition, in: SIMD2(repeating: side), using: &stream)
      for (index, site) in sites.enumerated() {
        for other in sites[..<index] {
          let offset = site.position - other.position
          #expect((offset * offset).sum() >= inhibition * inhibition)
          #expect(other.time <= site.time)
        }
      }
      // Points near the border miss neighbours beyond it.
      let inner = inhibition...(side - inhibition)
      inside += sites.filter { inner.contains($0.position.x) && inner.contains($0.position.y) }.count
      area += (side - 2 * inhibition) * (side - 2 * inhibition)
    }
    let disc = Double.pi * inhibition * inhibition
    #expect(abs(Double(inside) / area / ((1 - exp(-density * disc)) / disc) - 1) < 0.06)
  }
}
