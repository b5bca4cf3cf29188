import Foundation
import Testing

/// Numbers of tools/golden/spectral.py.
struct SpectralGolden: Decodable {
  struct Transform: Decodable, CustomStringConvertible {
    let width, height: Int
    let field, real, imaginary, sine, cosine: [Double]
    var description: String { "\(width) × \(height)" }
  }
  struct Plate: Decodable {
    let width, height: Int
    let spacing: Double
    let load, deflection, screened: [Double]
  }
  let transforms: [Transform]
  let plate: Plate

  static func load() throws -> SpectralGolden {
    let url = try #require(Bundle.module.url(forResource: "spectral", withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode(SpectralGolden.self, from: Data(contentsOf: url))
  }
}

/// The greatest difference between two fields of one size, over the greatest value of the second.
func relativeError<A: Collection, B: Collection>(_ a: A, _ b: B) -> Double
where A.Element: BinaryFloatingPoint, B.Element: BinaryFloatingPoint {
  precondition(a.count == b.count, "fields of one size")
  let greatest = b.reduce(0) { max($0, abs(Double($1))) }
  return zip(a, b).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) } / max(greatest, .leastNormalMagnitude)
}
