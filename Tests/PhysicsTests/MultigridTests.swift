import Foundation
import Imaging
import Physics
import Randomness
import Testing

/// Regions of a square picture on which equations are solved.
enum MultigridRegion: String, CaseIterable, CustomTestStringConvertible {
  case box, disc, ring, crack, hairline, blobs, borderBlobs

  var testDescription: String { rawValue }

  func mask(_ side: Int) -> Mask {
    let (size, centre) = (Double(side), Double(side - 1) / 2)
    let scale = 24 / size
    func bumps(_ x: Double, _ y: Double) -> Double {
      sin(scale * x + 1) * sin(scale * y) + 0.6 * sin(2.3 * scale * x) * cos(1.9 * scale * y + 2) + 0.3
        * sin(x * y / size)
    }
    var mask = Mask(width: side, height: side)
    for row in 0..<side {
      for column in 0..<side {
        let (x, y) = (Double(column), Double(row))
        let radius = ((x - centre - 0.3) * (x - centre - 0.3) + (y - centre + 0.2) * (y - centre + 0.2)).squareRoot()
        let offPath = abs(y - centre - 0.2 * size * sin(6 * x / size) - 0.1 * (x - centre))
        let insideFrame = row > 0 && column > 0 && row < side - 1 && column < side - 1
        mask[row, column] =
          switch self {
          case .box: insideFrame
          case .disc: radius < 0.45 * size
          case .ring: radius < 0.45 * size && radius > 0.3 * size
          case .crack: offPath < 2.5
          case .hairline: offPath < 1.2
          case .blobs: insideFrame && bumps(x, y) > 0
          case .borderBlobs: bumps(x, y) > -0.1
          }
      }
    }
    return mask
  }
}

@Suite struct MultigridTests {
  private static func noise(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 7, key: "right-hand side")
    return (0..<count).map { _ in stream.normal(deviation: 1) }
  }

  /// The residual falls to 0.2 of itself or less in every cycle, whatever the size, the region and the screening.
  @Test(arguments: MultigridRegion.allCases)
  func cyclesReduceTheResidualFivefold(_ region: MultigridRegion) {
    for side in [64, 128, 256] {
      for screening in [0, 0.05, 1] {
        let solver = MultigridPoisson<Double>(unknowns: region.mask(side), screening: screening)
        var u = [Double](repeating: 0, count: side * side)
        let convergence = solver.solve(&u, equals: Self.noise(u.count), tolerance: 1e-10, maxCycles: 12)
        #expect(convergence.factors.allSatisfy { $0 <= 0.2 })
        #expect(convergence.factors.count >= 4)
      }
    }
  }

  @Test(arguments: [512, 1024])
  func reductionHoldsForLargePictures(side: Int) {
    for region in [MultigridRegion.box, .disc, .hairline] {
      let solver = MultigridPoisson<Double>(unknowns: region.mask(side), threads: 2)
      var u = [Double](repeating: 0, count: side * side)
      let convergence = solver.solve(&u, equals: Self.noise(u.count), tolerance: 0, maxCycles: 8)
      #expect(convergence.factors.count == 8)
      #expect(convergence.factors.allSatisfy { $0 <= 0.2 })
    }
  }

  /// Δu − Λu = f for u = e^(x/2) sin(3x + 1) cos(4y): errors fall with the square of the spacing.
  @Test(arguments: [MultigridRegion.box, .disc, .blobs, .borderBlobs], [0.0, 30])
  func errorsAreOfSecondOrder(_ region: MultigridRegion, screening: Double) {
    func error(_ side: Int) -> Double {
      let spacing = 1 / Double(side - 1)
      // Insulated borders would need the normal derivative: pixels on the border are given here.
      let frame = MultigridRegion.box.mask(side)
      let mask = region.mask(side).intersection(frame)
      var (exact, source) = ([Double](), [Double]())
      for y in 0..<side {
        for x in 0..<side {
          let (x, y) = (Double(x) * spacing, Double(y) * spacing)
          let growth = exp(x / 2) * cos(4 * y)
          exact.append(growth * sin(3 * x + 1))
          let laplacian = growth * ((0.25 - 9 - 16) * sin(3 * x + 1) + 3 * cos(3 * x + 1))
          source.append((laplacian - screening * exact.last!) * spacing * spacing)
        }
      }
      var u = exact.indices.map { mask.values[$0] == 1 ? 0 : exact[$0] }
      let solver = MultigridPoisson<Double>(unknowns: mask, screening: screening * spacing * spacing)
      let convergence = solver.solve(&u, equals: source, tolerance: 1e-11)
      #expect(convergence.hasConverged)
      return zip(u, exact).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    #expect(log2(error(65) / error(129)) >= 1.9)
    #expect(log2(error(129) / error(257)) >= 1.9)
  }

  /// With nothing fixed, cos(k(x + ½)) is an eigenvector of the Laplacian; means are kept.
  @Test func wholePictureIsInsulated() {
    let (width, height) = (40, 24)
    let solver = MultigridPoisson<Double>(unknowns: Mask(width: width, height: height, filledWith: true))
    let k = 3 * Double.pi / Double(width)
    var (f, exact) = ([Double](), [Double]())
    for _ in 0..<height {
      for x in 0..<width {
        exact.append(5 + cos(k * (Double(x) + 0.5)))
        f.append(-4 * sin(k / 2) * sin(k / 2) * cos(k * (Double(x) + 0.5)) + 0.125)
      }
    }
    var u = [Double](repeating: 5, count: width * height)
    let convergence = solver.solve(&u, equals: f, tolerance: 1e-12)
    #expect(convergence.hasConverged)
    #expect(zip(u, exact).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test func unsolvablePartsAreLeftAlone() {
    var u: [Float] = [1, 2, 3, 4, 5, 6]
    let nothing = MultigridPoisson<Float>(unknowns: Mask(width: 3, height: 2)).solve(&u)
    #expect(nothing.hasConverged && nothing.cycles == 0)
    #expect(u == [1, 2, 3, 4, 5, 6])
    let whole = MultigridPoisson<Float>(unknowns: Mask(width: 3, height: 2, filledWith: true)).solve(&u)
    #expect(whole.hasConverged)
    #expect(u.allSatisfy { abs($0 - 3.5) < 1e-6 })
    var one: [Float] = [9]
    MultigridPoisson<Float>(unknowns: Mask(width: 1, height: 1, filledWith: true)).solve(&one, equals: [3])
    #expect(one == [9])
  }

  @Test func aSinglePixelIsTheMeanOfItsNeighbours() {
    var mask = Mask(width: 3, height: 3)
    mask[1, 1] = true
    var u: [Double] = [0, 1, 0, 2, 100, 3, 0, 6, 0]
    MultigridPoisson<Double>(unknowns: mask).solve(&u, equals: u.map { _ in 2 })
    #expect(abs(u[4] - (1 + 2 + 3 + 6 - 2) / 4) < 1e-12)
    mask = Mask(width: 3, height: 3)
    mask[0, 0] = true
    MultigridPoisson<Double>(unknowns: mask, screening: 1).solve(&u, equals: u.map { _ in 0 })
    #expect(abs(u[0] - (1 + 2) / 3) < 1e-12)
  }

  @Test func threadsDoNotChangeTheBytes() {
    let side = 600
    let f = Self.noise(side * side).map { Float($0) }
    let solutions = [1, 2, 8].map { threads in
      var u = [Float](repeating: 0.5, count: side * side)
      let solver = MultigridPoisson<Float>(
        unknowns: MultigridRegion.borderBlobs.mask(side), screening: 0.05, threads: threads)
      let convergence = solver.solve(&u, equals: f)
      #expect(convergence.hasConverged)
      return u
    }
    #expect(solutions[0] == solutions[1])
    #expect(solutions[0] == solutions[2])
  }

  @Test func aSolverServesAnyNumberOfRightHandSides() {
    let side = 48
    let mask = MultigridRegion.blobs.mask(side)
    let solver = MultigridPoisson<Double>(unknowns: mask)
    let f = Self.noise(side * side)
    var (first, other, again) = (f, f, f)
    solver.solve(&first, equals: f)
    solver.solve(&other, equals: f.map { 1 - 3 * $0 })
    solver.solve(&again, equals: f)
    #expect(first == again)
    #expect(first != other)
  }
}

@Suite struct HarmonicFillTests {
  @Test(arguments: MultigridRegion.allCases)
  func fillingsStayWithinTheRangeOfTheirSurroundings(_ region: MultigridRegion) {
    let side = 96
    let mask = region.mask(side)
    var stream = RandomStream(seed: 3, key: "fill")
    var plane = Plane(width: side, height: side)
    for i in plane.values.indices { plane.values[i] = mask.values[i] == 1 ? 99 : Float(stream.uniform(0.2...0.7)) }
    let filled = plane.harmonicFill(mask)
    for i in filled.values.indices {
      #expect(mask.values[i] == 1 || filled.values[i] == plane.values[i])
      #expect(filled.values[i] > 0.2 - 1e-4 && filled.values[i] < 0.7 + 1e-4)
    }
  }

  @Test func linearFieldsAreContinuedExactly() {
    let side = 64
    let mask = MultigridRegion.blobs.mask(side)
    var exact = Plane(width: side, height: side)
    for y in 0..<side { for x in 0..<side { exact[y, x] = 0.01 * Float(x) - 0.004 * Float(y) } }
    var holed = exact
    for i in holed.values.indices where mask.values[i] == 1 { holed.values[i] = 0 }
    let filled = holed.harmonicFill(mask, tolerance: 1e-6)
    #expect(zip(filled.values, exact.values).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func nothingToFillFromChangesNothing() {
    let plane = Plane(width: 4, height: 3, values: (0..<12).map { Float($0) })
    #expect(plane.harmonicFill(Mask(width: 4, height: 3, filledWith: true)) == plane)
    #expect(plane.harmonicFill(Mask(width: 4, height: 3)) == plane)
  }
}
