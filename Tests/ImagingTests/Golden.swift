import Foundation
import Imaging

/// The files that `tools/golden/imaging.py` and `tools/golden/formats.py` make.
enum Golden {
  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Golden")

  /// An image file of `Golden/files`.
  static func file(_ name: String) -> URL { folder.appendingPathComponent("files/\(name)") }

  static func decode<T: Decodable>(_ type: T.Type, _ name: String) throws -> T {
    try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// What an image file is expected to decode to.
  struct File: Decodable {
    let width: Int
    let height: Int
    let channels: Int
    let bitDepth: Int
    /// Largest difference of a code that is right, for JPEG.
    let tolerance: Int
    let codes: [Int]
  }

  struct Map: Decodable {
    let width: Int
    let height: Int
    let values: [Float]

    var plane: Plane { Plane(width: width, height: height, values: values) }
    var mask: Mask { Mask(plane, above: 0.5) }
  }

  struct Resized: Decodable {
    let filter: String
    let plane: Map
  }

  struct Blurred: Decodable {
    let sigma: Double
    let plane: Map
  }

  struct Boxed: Decodable {
    let radius: Int
    let plane: Map
  }

  struct Wavelets: Decodable {
    let wavelet: String
    let levels: Int
    let source: Map
    let decimated: Map
    /// LH, HL, HH of each level, the finest first, and what is left.
    let undecimated: [Map]
  }

  struct Morphology: Decodable {
    let radius: Float
    let dilated: Map
    let erodedUnion: Map
  }

  struct Otsu: Decodable {
    let values: [Float]
    let threshold: Float
    let explainedVariance: Float
  }

  struct Operations: Decodable {
    let source: Map
    let resized: [Resized]
    let gaussian: [Blurred]
    let box: [Boxed]
    let sobelX: Map
    let sobelY: Map
    let scharrX: Map
    let scharrY: Map
    let mask: Map
    let sparse: Map
    let distance: Map
    let labels4: Map
    let labels8: Map
    let filled: Map
    let morphology: [Morphology]
    let otsu: Otsu
  }

  static let files = try! decode([String: File].self, "files.json").merging(
    decode([String: File].self, "formats.json")
  ) { first, _ in first }
  static let operations = try! decode(Operations.self, "operations.json")
}

/// The largest absolute difference of two planes of one size.
func largestDifference(_ a: Plane, _ b: Plane) -> Float {
  guard a.width == b.width, a.height == b.height else { return .infinity }
  return zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
