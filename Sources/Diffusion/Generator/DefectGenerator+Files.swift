import Datasets
import Foundation
import Imaging
import Synthesis
import Torch

extension DefectGenerator {
  /// The description in a generator's folder.
  public static let descriptionName = "generator.json"
  /// The network in a generator's folder.
  public static let networkName = "generator.safetensors"
  private static let format = "blemish-generator-2"

  /// Everything about a generator but its tensors and masks.
  private struct Description: ModelDescription {
    static let currentFormat = DefectGenerator.format
    let format: String
    let plan: GeneratorPlan
    let step: Int
    let regions: [String: [Region]]

    struct Region: Codable {
      let mask: String
      let cutout: String?
      let seat: DefectOccurrence.Seat?
    }
  }

  /// Whether a folder holds a generator.
  public static func isPresent(in folder: URL) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(descriptionName).path)
  }

  /// Writes the network, `regions/<type>/*.png` with the regions and pictures of the real defects and then, as the sign that all is there, `generator.json`.
  /// - Throws: `TorchError` or `ImagingError` where a file cannot be written.
  public func save(to folder: URL) throws {
    var regions: [String: [Description.Region]] = [:]
    for (index, type) in types.enumerated() {
      // Types may have names that no folder can have.
      let path = "regions/\(index)"
      let own = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      regions[type] = try (occurrences[type] ?? []).enumerated().map { number, occurrence in
        let name = String(format: "%03d.png", number)
        try AtomicFile.write(occurrence.mask.pngData(), to: own.appendingPathComponent(name), durable: false)
        let picture = String(format: "%03d-picture.png", number)
        if let cutout = occurrence.cutout {
          try AtomicFile.write(cutout.pngData(), to: own.appendingPathComponent(picture), durable: false)
        }
        return Description.Region(
          mask: "\(path)/\(name)", cutout: occurrence.cutout.map { _ in "\(path)/\(picture)" }, seat: occurrence.seat)
      }
    }
    try network.save(to: folder.appendingPathComponent(Self.networkName))
    let description = Description(format: Self.format, plan: plan, step: step, regions: regions)
    try AtomicFile.write(json: description, to: folder.appendingPathComponent(Self.descriptionName))
  }

  /// Reads a generator's folder, to draw with it on `device`.
  /// - Throws: `DiffusionError.noGenerator`; `.unreadable` with the file and the reason.
  public static func load(_ folder: URL, device: Device = .cpu) throws -> DefectGenerator {
    let file = folder.appendingPathComponent(descriptionName)
    guard isPresent(in: folder) else { throw DiffusionError.noGenerator(path: folder.path) }
    func unreadable(_ reason: String) -> DiffusionError { .unreadable(path: file.path, reason: reason) }
    let description = try Description.read(
      file, "a generator's description", from: "`blemish train-generator`", or: unreadable)
    do { try description.plan.validate() } catch { throw unreadable("\(error)") }
    let path = folder.appendingPathComponent(networkName)
    let network = try DenoisingGenerator(contentsOf: path)
    network.move(to: device)
    guard network.configuration == description.plan.configuration else {
      throw DiffusionError.unreadable(path: path.path, reason: "is not the network that \(descriptionName) describes")
    }
    let occurrences = try description.regions.mapValues { regions in
      try regions.map { region in
        func file(_ path: String) throws -> URL {
          guard !path.split(separator: "/").contains(".."), !path.hasPrefix("/") else {
            throw unreadable("\(path) leads out of the folder")
          }
          return folder.appendingPathComponent(path)
        }
        let cutout = try region.cutout.map { try Image.read(file($0)) }
        guard let known = DefectOccurrence(try Mask.read(file(region.mask)), seat: region.seat, cutout: cutout) else {
          throw unreadable("\(region.mask) is black, or its picture is not of its size; train the generator anew")
        }
        return known
      }
    }
    return DefectGenerator(
      plan: description.plan, step: description.step, network: network, occurrences: occurrences,
      fingerprint: try SHA256.hexDigest(ofFile: path))
  }
}
