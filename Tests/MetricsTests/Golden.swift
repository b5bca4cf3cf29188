import Foundation
import Testing

/// Golden files, made by tools/golden/metrics.py.
enum Golden {
  struct ImageCase: Decodable {
    let name: String
    let scores: [Double]
    let labels: [Bool]
    let expected: Expected
  }

  struct PixelCase: Decodable {
    struct Picture: Decodable {
      let type: String
      let width: Int
      let height: Int
      let map: [Float]
      let mask: [UInt8]
    }
    let name: String
    let threshold: Float
    let images: [Picture]
    let expected: Expected
    let perType: [String: Expected]
  }

  struct Expected: Decodable {
    let auroc, ap, f1Max, f1Threshold, aupro, miou, accuracy: Double?
  }

  static func load<Case: Decodable>(_ name: String) throws -> [Case] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([Case].self, from: Data(contentsOf: url))
  }
}

/// Whether two optional numbers are both absent, or agree to 1e-9.
func agree(_ a: Double?, _ b: Double?, tolerance: Double = 1e-9) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance
}
