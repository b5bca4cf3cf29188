import Foundation
import Imaging
import Torch

extension QualityEstimator {
  /// The settings' file in an estimator's folder.
  public static let settingsName = "quality.json"
  /// The tensors' file in an estimator's folder.
  public static let tensorsName = "quality.safetensors"
  private static let format = "blemish-quality-1"

  /// Everything about an estimator but its tensors.
  private struct Settings: Codable {
    let format: String
    let configuration: QualityConfiguration
    let seed: UInt64
    let standardisation: Standardisation
    let deviation: [Double]
    let calibrations: [LogitCalibration]
  }

  /// Writes `quality.safetensors` and then, as the sign that it is whole, `quality.json`.
  /// - Throws: `TorchError` or `ImagingError` where a file cannot be written.
  public func save(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var tensors = ["manifold": Tensor(manifold.rows.flatMap { $0 }, [manifold.rows.count, manifold.deviation.count])]
    for (index, member) in members.enumerated() {
      for (name, tensor) in member.network.stateDictionary { tensors["network.\(index).\(name)"] = tensor.contiguous() }
    }
    try saveSafetensors(tensors, to: folder.appendingPathComponent(Self.tensorsName))
    let settings = Settings(
      format: Self.format, configuration: configuration, seed: seed, standardisation: standardisation,
      deviation: manifold.deviation, calibrations: members.map(\.calibration))
    try AtomicFile.write(json: settings, to: folder.appendingPathComponent(Self.settingsName))
  }

  /// Reads an estimator's folder.
  /// - Throws: `QualityError.unreadableEstimator`; `BackboneError` where the backbone's weights are missing.
  public static func load(_ folder: URL) throws -> QualityEstimator {
    let file = folder.appendingPathComponent(settingsName)
    func unreadable(_ reason: String) -> QualityError { .unreadableEstimator(path: folder.path, reason: reason) }
    guard let data = try? Data(contentsOf: file) else {
      throw unreadable(
        "holds no \(settingsName); give a folder that `blemish score` has written, or train one without it")
    }
    guard let settings = try? JSONDecoder().decode(Settings.self, from: data), settings.format == format else {
      throw unreadable("\(settingsName) is not that of this version's estimator; remove the folder to train anew")
    }
    do {
      let tensors = try loadSafetensors(folder.appendingPathComponent(tensorsName))
      let width = settings.deviation.count
      guard let rows = tensors["manifold"], rows.dim == 2, rows.shape[1] == width, rows.shape[0] > 0 else {
        throw unreadable("\(tensorsName) lacks the manifold; remove the folder to train anew")
      }
      let values = rows.array(of: Double.self)
      let members = try settings.calibrations.enumerated().map { index, calibration in
        let network = QualityNetwork(evidence: settings.standardisation.mean.count, from: nil)
        try network.load(tensors.part("network.\(index)."))
        return Member(network: network, calibration: calibration)
      }
      return QualityEstimator(
        configuration: settings.configuration, seed: settings.seed, members: members,
        standardisation: settings.standardisation,
        manifold: FeatureManifold(
          deviation: settings.deviation,
          rows: (0..<rows.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }),
        embedding: try DefectEmbedding())
    } catch let error as TorchError {
      throw unreadable("\(error); remove the folder to train anew")
    }
  }
}
