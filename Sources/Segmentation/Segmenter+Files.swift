import Foundation
import Imaging
import Torch

extension Segmenter {
  /// The settings' file in a model folder.
  public static let settingsName = "segmenter.json"
  /// The tensors' file in a model folder.
  public static let tensorsName = "segmenter.safetensors"
  private static let format = "blemish-segmenter-4"

  /// Everything about a segmenter but its tensors.
  private struct Settings: ModelDescription {
    static let currentFormat = Segmenter.format
    let format: String
    let configuration: SegmenterConfiguration
    let fingerprint: String
    let seed: UInt64
    let trainSeconds: Double
    /// nil where there are none.
    let learnedFrom: [String]?
  }

  /// Whether a folder holds a segmenter.
  public static func isPresent(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(settingsName).path)
  }

  /// Writes the model folder: `segmenter.safetensors` and then, as the sign that it is whole, `segmenter.json`.
  /// - Throws: `TorchError` or `ImagingError` where a file cannot be written.
  public func save(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try saveSafetensors(
      network.stateDictionary.mapValues { $0.to(.cpu).contiguous() },
      to: folder.appendingPathComponent(Self.tensorsName))
    let settings = Settings(
      format: Self.format, configuration: configuration, fingerprint: fingerprint, seed: seed,
      trainSeconds: trainSeconds, learnedFrom: learnedFrom.isEmpty ? nil : learnedFrom)
    try AtomicFile.write(json: settings, to: folder.appendingPathComponent(Self.settingsName))
  }

  /// Reads a model folder.
  /// - Throws: `SegmentationError.unreadableModel` with the file and the reason.
  public static func load(_ folder: URL, device: Device = .cpu) throws -> Segmenter {
    let settings = try settings(folder.appendingPathComponent(settingsName))
    let file = folder.appendingPathComponent(tensorsName)
    let network: any SegmentationNetwork
    do {
      network = try settings.configuration.network.network(
        classes: settings.configuration.classes.count + 1, from: nil)
      try network.load(try loadSafetensors(file))
    } catch let error as TorchError {
      throw SegmentationError.unreadableModel(path: file.path, reason: "\(error); train again")
    }
    network.eval()
    network.move(to: device)
    network.convertToChannelsLast()
    return Segmenter(
      configuration: settings.configuration, fingerprint: settings.fingerprint, seed: settings.seed,
      trainSeconds: settings.trainSeconds, learnedFrom: settings.learnedFrom ?? [], network: network, device: device)
  }

  private static func settings(_ url: URL) throws -> Settings {
    func unreadable(_ reason: String) -> SegmentationError { .unreadableModel(path: url.path, reason: reason) }
    let settings = try Settings.read(
      url, "a segmenter's settings", from: "`blemish train --task segment`", or: unreadable)
    do { try settings.configuration.validate() } catch { throw unreadable("\(error)") }
    return settings
  }
}
