import Datasets
import Foundation
import Imaging
import Segmentation

/// How many bits of 16-bit samples a model's own photographs used, kept with the model: what it judges is read alike.
enum CameraBits {
  private struct File: Codable { let bits: Int? }
  private static let name = "photographs.json"

  /// Keeps the bits of the photographs that a model has learned from.
  static func write(_ photographs: [DatasetItem], to model: URL) throws {
    let file = File(bits: photographs.first?.bits)
    try AtomicFile.write(Data((try Console.json(file) + "\n").utf8), to: model.appendingPathComponent(name))
  }

  /// The bits that a model's photographs used; nil where they had 8, or where nothing is kept.
  /// - Parameter folder: The model's, or that of its run.
  static func read(_ folder: URL) throws -> Int? {
    let model = Segmenter.isPresent(in: folder) ? folder : RunLayout.model(in: folder)
    let file = model.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let bits: Int?
    do { bits = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).bits } catch {
      throw UserError("\(file.path): cannot be read (\(error.localizedDescription)); train the model anew")
    }
    guard bits.map((1...16).contains) ?? true else {
      throw UserError("\(file.path): \(bits ?? 0) bits a sample are none of 1 to 16; train the model anew")
    }
    return bits
  }
}
