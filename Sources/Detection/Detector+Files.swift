import Foundation
import Imaging
import Torch

extension Detector {
  /// The settings' file in a model folder.
  public static let settingsName = "detector.json"
  /// The tensors' file in a model folder.
  public static let tensorsName = "detector.safetensors"
  private static let format = "blemish-detector-3"

  /// Everything about a detector but its tensors.
  private struct Settings: ModelDescription {
    static let currentFormat = Detector.format
    let format: String
    let configuration: DetectorConfiguration
    let canvas: WorkingCanvas
    let finder: ProductFinder
    /// The length that a vector of each level has as a rule.
    let scales: [Double]
    let memories: [Memory]
    let calibration: Calibration
    let fingerprint: String
    let seed: UInt64
    let trainSeconds: Double
    /// nil where there are none.
    let learnedFrom: [String]?
    let hasHead: Bool

    /// What is not in a memory's tensors.
    struct Memory: Codable {
      let kind: MemoryKind
      let backbone: Int
      /// How much it says.
      let weight: Double
    }
  }

  /// Writes the model folder: `detector.safetensors`, the weights of samples where there are any, and then, as the sign
  /// that it is whole, `detector.json`.
  /// - Throws: `TorchError` or `ImagingError` where a file cannot be written.
  public func save(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var tensors: [String: Tensor] = [:]
    for (index, memory) in computer.memory.memories.enumerated() {
      tensors["memory.\(index).vectors"] = memory.originals
      tensors["memory.\(index).projection"] = memory.projection
    }
    for (name, tensor) in computer.statistics.tensors { tensors["statistics." + name] = tensor }
    for (name, tensor) in computer.head?.stateDictionary ?? [:] { tensors["head." + name] = tensor }
    try saveSafetensors(
      tensors.mapValues { $0.detach().to(.cpu).contiguous() }, to: folder.appendingPathComponent(Self.tensorsName))
    try weights?.write(to: folder)
    let settings = Settings(
      format: Self.format, configuration: configuration, canvas: computer.canvas, finder: computer.finder,
      scales: computer.memory.scales,
      memories: zip(computer.memory.memories, computer.weights).map {
        .init(kind: $0.kind, backbone: $0.backbone, weight: $1)
      },
      calibration: calibration, fingerprint: fingerprint,
      seed: seed, trainSeconds: trainSeconds, learnedFrom: learnedFrom.isEmpty ? nil : learnedFrom,
      hasHead: computer.head != nil)
    try AtomicFile.write(json: settings, to: folder.appendingPathComponent(Self.settingsName))
  }

  /// Reads a model folder.
  /// - Throws: `DetectionError.unreadableModel` with the file and the reason; `BackboneError.missingWeights`.
  public static func load(_ folder: URL, device: Device = .cpu) throws -> Detector {
    let settings = try settings(folder.appendingPathComponent(settingsName))
    let describe = try PatchDescriber(settings.configuration, device: device)
    let file = try ModelTensors(folder.appendingPathComponent(tensorsName), device: device)
    let memory = MemoryBank(
      memories: try settings.memories.enumerated().map { index, memory in
        let channels = MemoryVectors.levels(memory.kind, backbone: memory.backbone)
          .reduce(0) { $0 + describe.channels.levels[$1] }
        return FeatureMemory(
          kind: memory.kind, backbone: memory.backbone,
          projection: try file.tensor("memory.\(index).projection", [channels, channels]),
          originals: try file.tensor("memory.\(index).vectors", [nil, channels]))
      }, scales: settings.scales)
    let compared = MemoryBank.comparedLevels(settings.configuration)
    let statistics = try HeadStatistics(
      channels: (compared.map { describe.channels.levels[$0] }, describe.channels.fine),
      memories: settings.memories.count
    ) { try file.tensor("statistics." + $0, $1) }
    var head: SegmentationHead?
    if settings.hasHead {
      let channels = statistics.channels
      let blank = SegmentationHead(
        coarseChannels: channels.coarse, fineChannels: channels.fine, width: settings.configuration.head.width,
        from: nil)
      for (name, tensor) in blank.stateDictionary { _ = try file.tensor("head." + name, tensor.shape) }
      try blank.load(file.part("head."))
      blank.move(to: device)
      head = blank
    }
    let computer = MapComputer(
      configuration: settings.configuration, canvas: settings.canvas, finder: settings.finder, describe: describe,
      memory: memory,
      weights: settings.memories.map(\.weight), statistics: statistics, head: head)
    return Detector(
      configuration: settings.configuration, fingerprint: settings.fingerprint, seed: settings.seed,
      trainSeconds: settings.trainSeconds, learnedFrom: settings.learnedFrom ?? [], weights: nil, computer: computer,
      calibration: settings.calibration)
  }

  private static func settings(_ url: URL) throws -> Settings {
    func unreadable(_ reason: String) -> DetectionError { .unreadableModel(path: url.path, reason: reason) }
    let settings = try Settings.read(
      url, "a detector's settings", from: "`blemish train` or `blemish run`", or: unreadable)
    do { try settings.configuration.validate() } catch { throw unreadable("\(error)") }
    let (levels, backbones) = (settings.scales.count, settings.configuration.backbones.count)
    guard levels == backbones * PatchDescriptors.strides.count, settings.memories.contains(where: { $0.weight > 0 }),
      settings.memories.allSatisfy({ (0..<backbones).contains($0.backbone) && $0.weight >= 0 }),
      settings.canvas.isPlausible
    else { throw unreadable("its memories or its canvas are those of no detector") }
    return settings
  }
}

/// The tensors of a model folder, each checked before it is used.
private struct ModelTensors {
  private let url: URL
  private let tensors: [String: Tensor]

  init(_ url: URL, device: Device) throws {
    self.url = url
    tensors = try loadSafetensors(url).mapValues { $0.to(device) }
  }

  /// A tensor of single precision and this shape; `nil` stands for any length but 0.
  func tensor(_ name: String, _ shape: [Int?]) throws -> Tensor {
    guard let found = tensors[name] else { throw unreadable("the tensor \(name) is missing") }
    let fits = found.dim == shape.count && zip(found.shape, shape).allSatisfy { $0 == $1 ?? max($0, 1) }
    guard fits, found.dtype == .float32 else {
      throw unreadable("the tensor \(name) has the shape \(found.shape) or type \(found.dtype) of another detector")
    }
    return found
  }

  /// The tensors whose names begin with `prefix`, without it.
  func part(_ prefix: String) -> [String: Tensor] { tensors.part(prefix) }

  private func unreadable(_ reason: String) -> DetectionError {
    .unreadableModel(path: url.path, reason: reason + "; train again")
  }
}
