import Datasets
import Detection
import Foundation

/// Where the parts of a run lie in its folder.
enum RunLayout {
  /// The model folder of a run, or the folder itself where it is one.
  static func model(in folder: URL) -> URL {
    let own = folder.appendingPathComponent(Detector.settingsName)
    return FileManager.default.fileExists(atPath: own.path) ? folder : folder.appendingPathComponent("model")
  }

  /// The sample set of a run.
  static func samples(in folder: URL) -> URL { folder.appendingPathComponent("synthetic") }

  /// The quality estimator of a sample set.
  static func estimator(in samples: URL) -> URL { samples.appendingPathComponent(estimatorName) }

  /// The folder of the quality estimator.
  static let estimatorName = "quality"

  /// The state of an unfinished training.
  static func checkpoint(in model: URL) -> URL { model.appendingPathComponent("checkpoint.safetensors") }

  /// Makes a folder, with what is wrong in words that name it.
  static func create(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw UserError("\(folder.path): the folder cannot be made (\(error.localizedDescription)); choose another --out")
    }
  }
}
