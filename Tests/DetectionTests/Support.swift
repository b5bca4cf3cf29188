import Datasets
import Detection
import Foundation
import Imaging
import Randomness
import Torch

/// A folder that is removed with the test.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("blemish detection ä \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file or folder in it.
  func callAsFunction(_ name: String) -> URL { url.appendingPathComponent(name) }
}

/// A tiny made-up product: a woven texture, and defects that are dark or bright blots on it.
enum TinyProduct {
  static let side = 64

  /// A good part, different for each index.
  static func good(_ index: Int, width: Int = side, height: Int = side) -> Image {
    var stream = RandomStream(seed: 11, key: "part/\(index)")
    let (phaseX, phaseY, tone) = (stream.uniform(0...6), stream.uniform(0...6), stream.uniform(0.45...0.55))
    var image = Image(width: width, height: height, channels: 3)
    for y in 0..<height {
      for x in 0..<width {
        let weave = 0.12 * sin(Double(x) * 0.9 + phaseX) * cos(Double(y) * 0.9 + phaseY)
        let grain = stream.uniform(-0.04...0.04)
        for channel in 0..<3 { image[channel, y, x] = Float(tone + weave + grain + 0.03 * Double(channel)) }
      }
    }
    return image
  }

  /// A blot of `radius` px around a point, blended over the part, and its mask.
  static func blotted(_ image: Image, x: Int, y: Int, radius: Int, shade: Float) -> (image: Image, mask: Mask) {
    var (image, mask) = (image, Mask(width: image.width, height: image.height))
    for row in max(0, y - radius)..<min(image.height, y + radius + 1) {
      for column in max(0, x - radius)..<min(image.width, x + radius + 1) {
        guard (row - y) * (row - y) + (column - x) * (column - x) <= radius * radius else { continue }
        mask[row, column] = true
        for channel in 0..<3 { image[channel, row, column] = 0.2 * image[channel, row, column] + 0.8 * shade }
      }
    }
    return (image, mask)
  }

  /// A defective part, different for each index.
  static func defective(_ index: Int, of part: Int, side: Int = side) -> (image: Image, mask: Mask) {
    var stream = RandomStream(seed: 12, key: "defect/\(index)")
    return blotted(
      good(part, width: side, height: side), x: stream.integer(12...side - 13), y: stream.integer(12...side - 13),
      radius: stream.integer(4...9),
      shade: stream.bernoulli(0.5) ? 0.1 : 0.95)
  }

  /// Training data in a folder: 10 good parts to learn from, 4 for thresholds, 20 defective samples on the first.
  static func data(in folder: URL, side: Int = side) throws -> Detector.TrainingData {
    for (name, indices) in [("train", 0..<14), ("test", 14..<15)] {
      let images = folder.appendingPathComponent("product/\(name)/good")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      for index in indices {
        try good(index, width: side, height: side).writePNG(to: images.appendingPathComponent("\(index).png"))
      }
    }
    let split = try Dataset.open(folder.appendingPathComponent("product")).split(validationFraction: 0.25, seed: 3)
    return Detector.TrainingData(
      split, samples: try samples(split.fit, side: side, in: folder.appendingPathComponent("samples")))
  }

  private static func samples(_ items: [DatasetItem], side: Int, in folder: URL) throws -> SampleSet {
    try samples(on: items, in: folder) { index, part in
      let (image, mask) = defective(index, of: part, side: side)
      return (image, mask, nil)
    }
  }

  /// 20 samples on good parts, in turn.
  /// - Parameter draw: the sample, its mask and its decoy, by the sample's index and the part's.
  static func samples(
    on items: [DatasetItem], in folder: URL, draw: (Int, Int) -> (image: Image, mask: Mask, decoy: Image?)
  ) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: folder)
    for index in 0..<20 {
      let item = items[index % items.count]
      let (image, mask, decoy) = draw(index, Int(item.image.deletingPathExtension().lastPathComponent)!)
      var record = SampleRecord(
        id: "\(index)", seed: UInt64(index), source: item.id, family: ["blot", "spot"][index / 2 % 2], parameters: [:],
        image: "images/\(index).png", mask: "masks/\(index).png", area: mask.area)
      try image.writePNG(to: folder.appendingPathComponent(record.image))
      try mask.writePNG(to: folder.appendingPathComponent(record.mask))
      if let decoy {
        record.decoy = "images/\(index)-decoy.png"
        try decoy.writePNG(to: folder.appendingPathComponent("images/\(index)-decoy.png"))
      }
      try writer.append(record)
    }
    return try writer.finish()
  }

  /// Settings that train in about a second.
  static func configuration(steps: Int = 12) -> DetectorConfiguration {
    var configuration = DetectorConfiguration()
    configuration.backbones = [.efficientNetLite0]
    configuration.side = side
    configuration.memorySize = 400
    configuration.samples = 20
    configuration.head.width = 16
    configuration.head.steps = steps
    return configuration
  }
}

extension Prediction {
  /// Whether two predictions agree in every bit.
  func isIdentical(to other: Prediction) -> Bool {
    score.bitPattern == other.score.bitPattern && map.width == other.map.width
      && map.values.elementsEqual(other.map.values) { $0.bitPattern == $1.bitPattern }
  }
}

extension Plane {
  /// The mean over the pixels where the mask has this value.
  func mean(where mask: Mask, is value: UInt8) -> Float {
    let chosen = zip(values, mask.values).filter { $1 == value }
    return chosen.reduce(0) { $0 + $1.0 } / Float(chosen.count)
  }
}
