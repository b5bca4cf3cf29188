import Datasets
import Foundation
import Synthesis

extension SardCategory {
  /// Makes sure that a generator has not learned from what segmenters are tested on.
  /// - Parameter folders: of its sample sets.
  /// - Throws: `UserError` with the first photograph that it has seen; what reading files throws.
  func checkUnseen(by generator: String, samples folders: [URL]) throws {
    let learned = Set(try folders.flatMap { try SynthesisSettings.read($0)?.learnedFrom ?? [] })
    guard !learned.isEmpty else { return }
    for item in test where learned.contains(try SHA256.hexDigest(ofFile: item.image)) {
      throw UserError(
        "\(generator) has learned from \(item.id) of \(name), which is for testing; train it on the fitting third alone"
      )
    }
  }
}
