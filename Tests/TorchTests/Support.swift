import Foundation
import Testing
import Torch

/// The numbers that Python's torch computed, by `tools/golden/engine.py`.
enum Golden {
  static func tensors(_ name: String) throws -> [String: Tensor] { try loadSafetensors(url(name)) }

  static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: "safetensors"))
  }
}

/// The largest difference between elements, over 1 + the largest expected one; infinite where one is missing.
func difference(_ found: Tensor?, _ expected: Tensor?) throws -> Double {
  guard let found, let expected, found.shape == expected.shape else { return .infinity }
  let (a, b) = (found.to(.float64), expected.to(.float64))
  return try (a - b).abs().max().item / (1 + b.abs().max().item)
}

/// Whether all bits are equal.
func isIdentical(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape && a.dtype == b.dtype && a.to(.float64).array(of: Double.self) == b.to(.float64).array()
}

/// Runs `body` with a folder that is removed afterwards.
func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("torch-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
