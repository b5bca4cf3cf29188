import Detection
import Foundation
import Segmentation
import Torch

/// What a model folder holds.
enum TrainedModel {
  case detector(Detector)
  case segmenter(Segmenter)

  /// The seed that it was trained with.
  var seed: UInt64 {
    switch self {
    case .detector(let detector): detector.seed
    case .segmenter(let segmenter): segmenter.seed
    }
  }

  /// The model of a folder, or of the folder of a run.
  /// - Throws: `UserError` where it holds neither kind; `DetectionError`, `SegmentationError` for what is damaged.
  static func load(_ folder: URL, device: Device) throws -> TrainedModel {
    if Segmenter.isPresent(in: folder) { return .segmenter(try Segmenter.load(folder, device: device)) }
    let model = RunLayout.model(in: folder)
    let settings = model.appendingPathComponent(Detector.settingsName)
    guard FileManager.default.fileExists(atPath: settings.path) else {
      throw UserError(
        "\(settings.path): no such file, and no \(Segmenter.settingsName) in \(folder.path) either, so this is neither "
          + "a detector nor a segmenter; give a folder that `blemish train` or `blemish run` has written")
    }
    return .detector(try Detector.load(model, device: device))
  }
}
