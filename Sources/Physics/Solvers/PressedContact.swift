import Foundation
import Imaging

/// A rigid indenter that is pressed on an elastic half-space which yields at its hardness.
///
/// The pressure is the one with 0 ≤ p ≤ H under which bodies touch where 0 < p < H, keep apart where p = 0 and
/// overlap where p = H: there the material has flowed, and the overlap stays as a dent. The elastic displacement is
/// the pressure convolved with that of a square under even pressure, by Fourier transforms on a grid of twice the size;
/// the pressure is found by conjugate gradients on the set of points that touch.
///
/// Sources: I. Polonsky, L. Keer, "A numerical method for solving rough contact problems", Wear 231 (1999); the bound H
/// after A. Almqvist et al., "On the dry elasto-plastic contact of nominally flat surfaces", Tribol. Int. 40 (2007);
/// the square after A. Love, Phil. Trans. R. Soc. A 228 (1929).
public final class PressedContact {
  /// What the load has done.
  public struct State {
    /// Pressure at each grid point, MPa, row-major `[height, width]`.
    public var pressure: [Double]
    /// How far the indenter has come down from first touch, µm.
    public var approach: Double
    /// Elastic displacement of the surface, µm, positive into the material.
    public var sinking: [Double]
    /// Depth of the overlap where the material has flowed, µm; 0 elsewhere.
    public var flow: [Double]
    /// Rounds until the pressure had settled.
    public var rounds: Int
  }

  private let width: Int
  private let height: Int
  private let spacing: Double
  private let modulus: Double
  private let transform: RealFourierTransform<Double>
  private let kernel: Spectrum<Double>
  private let spectrum: Spectrum<Double>
  private var padded: [Double]

  /// A half-space.
  /// - Parameters:
  ///   - width: columns of the grid.
  ///   - height: rows of the grid.
  ///   - spacing: µm between grid points.
  ///   - modulus: reduced modulus E* = E / (1 - ν²), MPa.
  public init(width: Int, height: Int, spacing: Double, modulus: Double) {
    precondition(width > 1 && height > 1 && spacing > 0 && modulus > 0, "a half-space has a grid and a modulus")
    (self.width, self.height, self.spacing, self.modulus) = (width, height, spacing, modulus)
    let (columns, rows) = (FourierLength.fast(atLeast: 2 * width), FourierLength.fast(atLeast: 2 * height))
    transform = RealFourierTransform(width: columns, height: rows)
    (kernel, spectrum) = (transform.makeSpectrum(), transform.makeSpectrum())
    padded = [Double](repeating: 0, count: columns * rows)
    for y in 0...rows / 2 {
      for x in 0...columns / 2 {
        let value = Self.sinking(x: Double(x), y: Double(y)) * spacing / (.pi * modulus)
        for row in [y, (rows - y) % rows] {
          for column in [x, (columns - x) % columns] { padded[row * columns + column] = value }
        }
      }
    }
    transform.forward(padded, into: kernel)
    for i in padded.indices { padded[i] = 0 }
  }

  /// Love's integral over a unit square: ∫∫ 1/r.
  private static func sinking(x: Double, y: Double) -> Double {
    let (left, right, up, down) = (x - 0.5, x + 0.5, y - 0.5, y + 0.5)
    func part(_ a: Double, _ high: Double, _ low: Double) -> Double {
      a * log((high + (high * high + a * a).squareRoot()) / (low + (low * low + a * a).squareRoot()))
    }
    return part(right, down, up) - part(left, down, up) + part(down, right, left) - part(up, right, left)
  }

  /// Presses an indenter down.
  /// - Parameters:
  ///   - gap: the indenter's height above the flat surface at first touch, µm, `[height, width]`.
  ///   - force: load, N; less than the hardness times the grid's area.
  ///   - hardness: pressure under which the material flows, MPa; `.infinity` for an elastic one.
  ///   - tolerance: change of the pressure in a round, against the whole load, at which it has settled.
  public func press(
    _ gap: [Double], force: Double, hardness: Double = .infinity, tolerance: Double = 1e-5, rounds limit: Int = 200
  ) -> State {
    precondition(gap.count == width * height, "the gap has the grid's size")
    // N over µm² are 10⁶ MPa.
    let total = force * 1e6 / (spacing * spacing)
    precondition(force > 0 && total < hardness * Double(gap.count), "the grid must be able to carry the load")
    var search = Search(total: total, hardness: hardness, gap: gap)
    var round = 0
    while round < limit {
      round += 1
      search.sink(convolve(search.pressure))
      search.turn()
      search.move(along: convolve(search.direction))
      if search.change < tolerance { break }
    }
    search.sink(convolve(search.pressure))
    return State(
      pressure: search.pressure, approach: search.approach, sinking: search.sinking,
      flow: zip(search.pressure, search.separation).map { $0 >= hardness ? max(0, -$1) : 0 }, rounds: round)
  }

  /// Elastic displacement under a pressure, µm.
  private func convolve(_ pressure: [Double]) -> [Double] {
    let columns = transform.width
    for y in 0..<height { for x in 0..<width { padded[y * columns + x] = pressure[y * width + x] } }
    transform.forward(padded, into: spectrum)
    let (re, im, kernelRe, kernelIm) = (spectrum.real, spectrum.imaginary, kernel.real, kernel.imaginary)
    for i in re.indices {
      let (a, b) = (re[i], im[i])
      re[i] = a * kernelRe[i] - b * kernelIm[i]
      im[i] = a * kernelIm[i] + b * kernelRe[i]
    }
    transform.inverse(spectrum, into: &padded)
    var result = [Double](repeating: 0, count: pressure.count)
    for y in 0..<height { for x in 0..<width { result[y * width + x] = padded[y * columns + x] } }
    for i in padded.indices { padded[i] = 0 }
    return result
  }
}

/// The state of the search for the pressure.
private struct Search {
  private let total: Double
  private let hardness: Double
  private let gap: [Double]
  private(set) var pressure: [Double]
  private(set) var sinking: [Double]
  /// Distance of the surfaces, µm, negative where they overlap.
  private(set) var separation: [Double]
  private(set) var direction: [Double]
  private(set) var approach = 0.0
  /// Sum of the last round's changes of the pressure, against the load.
  private(set) var change = Double.infinity
  private var lastNorm = Double.infinity
  private var keepsDirection = false

  init(total: Double, hardness: Double, gap: [Double]) {
    (self.total, self.hardness, self.gap) = (total, hardness, gap)
    // The start is even pressure where the gap is least, on as many points as a soft material needs.
    let mean = min(hardness / 2, 4 * total / Double(gap.count))
    let needed = min(gap.count, max(1, Int(total / mean)))
    let level = gap.sorted()[needed - 1]
    let touching = gap.count { $0 <= level }
    pressure = gap.map { $0 <= level ? total / Double(touching) : 0 }
    direction = [Double](repeating: 0, count: gap.count)
    (sinking, separation) = (direction, gap)
  }

  private func isFree(_ i: Int) -> Bool { pressure[i] > 0 && pressure[i] < hardness }

  /// Takes the displacement under the present pressure; the approach is the one that closes the free points' mean gap.
  mutating func sink(_ displacement: [Double]) {
    sinking = displacement
    var (sum, count) = (0.0, 0)
    for i in gap.indices where isFree(i) {
      sum += gap[i] + sinking[i]
      count += 1
    }
    if count > 0 { approach = sum / Double(count) }
    for i in gap.indices { separation[i] = gap[i] + sinking[i] - approach }
  }

  /// The new conjugate direction on the free points.
  mutating func turn() {
    var norm = 0.0
    for i in gap.indices where isFree(i) { norm += separation[i] * separation[i] }
    let share = keepsDirection && lastNorm > 0 ? norm / lastNorm : 0
    for i in gap.indices { direction[i] = isFree(i) ? separation[i] + share * direction[i] : 0 }
    lastNorm = norm
  }

  /// The best step along the direction, whose displacement is `response`; then bounds, newly touching points and the
  /// whole load are seen to.
  mutating func move(along response: [Double]) {
    var (sum, count) = (0.0, 0)
    for i in gap.indices where isFree(i) {
      sum += response[i]
      count += 1
    }
    let mean = sum / Double(max(1, count))
    var (numerator, denominator) = (0.0, 0.0)
    for i in gap.indices where isFree(i) {
      numerator += separation[i] * direction[i]
      denominator += (response[i] - mean) * direction[i]
    }
    let step = denominator > 0 ? numerator / denominator : 0
    let before = pressure
    keepsDirection = true
    for i in gap.indices {
      if isFree(i) {
        pressure[i] = min(hardness, max(0, pressure[i] - step * direction[i]))
      } else if (before[i] == 0 && separation[i] < 0) || (before[i] > 0 && separation[i] > 0) {
        pressure[i] = min(hardness, max(0, before[i] - step * separation[i]))
        keepsDirection = false
      }
    }
    carryLoad()
    change = zip(pressure, before).reduce(0) { $0 + abs($1.0 - $1.1) } / total
  }

  /// Scales the pressure of the free points so that all points together carry the load.
  private mutating func carryLoad() {
    for _ in 0..<8 {
      var (free, held) = (0.0, 0.0)
      for i in gap.indices { if isFree(i) { free += pressure[i] } else { held += pressure[i] } }
      guard free > 0, abs(free + held - total) > 1e-12 * total else { return }
      let scale = max(1e-3, (total - held) / free)
      for i in gap.indices where isFree(i) { pressure[i] = min(hardness, pressure[i] * scale) }
    }
  }
}

/// Closed forms of a rigid ball on an elastic half-space, for sizes and checks.
///
/// Source: K. Johnson, "Contact mechanics" (1985), §3.4 and §4.2.
public struct HertzContact: Sendable, Equatable {
  /// Radius of the ball, µm.
  public let radius: Double
  /// Radius of the contact, µm: a³ = 3FR / 4E*.
  public let contactRadius: Double
  /// Approach of the ball, µm: a² / R.
  public var approach: Double { contactRadius * contactRadius / radius }
  /// Pressure in the middle, MPa: 3F / 2πa².
  public let peakPressure: Double

  /// - Parameters:
  ///   - radius: µm.
  ///   - force: N.
  ///   - modulus: reduced modulus E*, MPa.
  public init(radius: Double, force: Double, modulus: Double) {
    self.radius = radius
    contactRadius = cbrt(0.75 * force * 1e6 / modulus * radius)
    peakPressure = 1.5 * force * 1e6 / (.pi * contactRadius * contactRadius)
  }

  /// Pressure at the distance `r` from the middle, MPa.
  public func pressure(at r: Double) -> Double {
    peakPressure * max(0, 1 - r * r / (contactRadius * contactRadius)).squareRoot()
  }

  /// Sinking of the surface at the distance `r` from the middle, µm, inside and outside the contact.
  public func sinking(at r: Double) -> Double {
    let a = contactRadius
    guard r > a else { return (2 * a * a - r * r) / (2 * radius) }
    return ((2 * a * a - r * r) * asin(a / r) + a * (r * r - a * a).squareRoot()) / (.pi * radius)
  }
}
