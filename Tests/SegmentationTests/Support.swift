import Datasets
import Foundation
import Imaging
import Randomness
import Segmentation

/// A folder that is removed with the test.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("blemish segmentation ä \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A file or folder in it.
  func callAsFunction(_ name: String) -> URL { url.appendingPathComponent(name) }
}

/// A tiny made-up product: grey grain, on which dark blots and bright bars are defects.
enum TinyProduct {
  static let side = 48

  static func good(_ index: Int) -> Image {
    var stream = RandomStream(seed: 21, key: "part/\(index)")
    let values = (0..<side * side).map { _ in Float(stream.uniform(0.4...0.6)) }
    return Image(width: side, height: side, channels: 3, pixels: values + values + values)
  }

  /// A part with a defect of a type, `blot` or `bar`, different for each index.
  static func defective(_ index: Int, _ type: String) -> (image: Image, mask: Mask) {
    var stream = RandomStream(seed: 22, key: "defect/\(index)")
    let (x, y) = (stream.integer(12...side - 13), stream.integer(12...side - 13))
    var (image, mask) = (good(index), Mask(width: side, height: side))
    let (width, height) = type == "blot" ? (7, 7) : (10, 3)
    for row in y - height...y + height {
      for column in x - width...x + width {
        mask[row, column] = true
        for channel in 0..<3 { image[channel, row, column] = type == "blot" ? 0.1 : 0.95 }
      }
    }
    return (image, mask)
  }

  /// A sample set of both types, in turn; one of them may pass for learned.
  static func samples(_ count: Int, learned: String? = nil, in folder: URL) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: folder)
    for index in 0..<count {
      let type = ["blot", "bar"][index % 2]
      let (image, mask) = defective(index, type)
      let record = SampleRecord(
        id: "\(index)", seed: UInt64(index), source: "\(index)",
        family: type == learned ? SampleRecord.learnedFamily : type, parameters: [:],
        image: "images/\(index).png", mask: "masks/\(index).png", area: mask.area)
      try image.writePNG(to: folder.appendingPathComponent(record.image))
      try mask.writePNG(to: folder.appendingPathComponent(record.mask))
      try writer.append(record)
    }
    return try writer.finish()
  }

  /// A part with a square that has turned blue, and dark where it is defective.
  static func traced(_ index: Int, isDefective: Bool) -> (image: Image, mask: Mask) {
    let (_, mask) = defective(index, "blot")
    var image = good(index)
    for i in mask.values.indices where mask.values[i] == 1 {
      for channel in 0..<3 {
        let light = image.pixels[channel * image.area + i] * (isDefective ? 0.3 : 1)
        image.pixels[channel * image.area + i] = channel == 2 ? min(1, light + 0.4) : light
      }
    }
    return (image, mask)
  }

  /// A sample set of such defects, with decoys that are merely blue.
  static func tracedSamples(_ count: Int, decoys: Bool, in folder: URL) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: folder)
    for index in 0..<count {
      let (image, mask) = traced(index, isDefective: true)
      var record = SampleRecord(
        id: "\(index)", seed: UInt64(index), source: "\(index)", family: "blot", parameters: [:],
        image: "images/\(index).png", mask: "masks/\(index).png", area: mask.area)
      record.decoy = decoys ? "images/\(index)-decoy.png" : nil
      try image.writePNG(to: folder.appendingPathComponent(record.image))
      try mask.writePNG(to: folder.appendingPathComponent(record.mask))
      if let decoy = record.decoy {
        try traced(index, isDefective: false).image.writePNG(to: folder.appendingPathComponent(decoy))
      }
      try writer.append(record)
    }
    return try writer.finish()
  }

  /// Good training photographs, and a test part with defects of both types that no sample shows.
  static func dataset(in folder: URL) throws -> Dataset {
    for path in ["train/good", "test/good", "test/blot", "test/bar", "ground_truth/blot", "ground_truth/bar"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(path), withIntermediateDirectories: true)
    }
    for index in 0..<4 { try good(100 + index).writePNG(to: folder.appendingPathComponent("train/good/\(index).png")) }
    for index in 0..<2 { try good(200 + index).writePNG(to: folder.appendingPathComponent("test/good/\(index).png")) }
    for type in ["blot", "bar"] {
      for index in 0..<3 {
        let (image, mask) = defective(300 + index, type)
        try image.writePNG(to: folder.appendingPathComponent("test/\(type)/\(index).png"))
        try mask.writePNG(to: folder.appendingPathComponent("ground_truth/\(type)/\(index)_mask.png"))
      }
    }
    return try Dataset.open(folder)
  }

  /// Settings that train in a second or two.
  static func configuration(_ name: NetworkName, steps: Int, classes: [String] = ["defect"]) -> SegmenterConfiguration {
    var configuration = SegmenterConfiguration(name, classes: classes)
    (configuration.side, configuration.training.steps, configuration.training.batch) = (side, steps, 6)
    switch name {
    case .biSeNetV2:
      var sizes = BiSeNetV2Configuration()
      (sizes.detail, sizes.semantic, sizes.expansion) = ([12, 12, 24], [8, 12, 16, 24], 3)
      (sizes.head, sizes.booster) = (32, 16)
      configuration.network = .biSeNetV2(sizes)
      configuration.training.rate = 3e-3
    case .segFormer:
      var sizes = SegFormerConfiguration()
      (sizes.channels, sizes.depths, sizes.heads, sizes.decoder) = ([16, 16, 24, 32], [1, 1, 1, 1], [1, 1, 2, 4], 32)
      configuration.network = .segFormer(sizes)
      configuration.training.rate = 3e-3
    case .efficientNet:
      var sizes = FeaturePyramidConfiguration()
      (sizes.stem, sizes.channels, sizes.repeats) = (8, [8, 12, 16, 24, 24, 32, 32], [1, 1, 1, 2, 1, 1, 1])
      (sizes.expansion, sizes.pyramid, sizes.pretrained) = (3, 16, nil)
      configuration.network = .efficientNet(sizes)
      (configuration.training.rate, configuration.training.headRate) = (2e-3, 1)
    }
    return configuration
  }
}
