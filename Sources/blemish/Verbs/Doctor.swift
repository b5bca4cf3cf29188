import ArgumentParser
import Backbones
import Detection
import Foundation
import Torch

/// `blemish doctor`: what is there, what is missing and how to get it.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is there, what is missing and how to get it.",
    discussion: "Exit code 1 when something needed is missing.")

  @Flag(help: "Results as JSON on stdout.")
  var json = false

  /// One thing looked at.
  private struct Finding: Encodable {
    let name: String
    let isThere: Bool
    let detail: String
    /// Whether Blemish can work without it.
    var isOptional = false
  }

  func run() throws {
    let findings =
      try [engine(), convolution()] + BackboneName.allCases.map(weights) + [cuda(), cores(), memory(), disk()]
    if json {
      try Console.print(Console.json(findings))
    } else {
      let rows = findings.map { [$0.isThere ? "ok" : $0.isOptional ? "–" : "MISSING", $0.name, $0.detail] }
      try Console.print(Console.table(rows))
    }
    if findings.contains(where: { !$0.isThere && !$0.isOptional }) { throw ExitCode.failure }
  }

  private func engine() -> Finding {
    Finding(name: "libtorch", isThere: true, detail: "loaded, \(threads) threads")
  }

  /// The engine at work: a convolution whose result is known.
  private func convolution() throws -> Finding {
    let sum = try Tensor.ones([1, 1, 4, 4]).conv2d(.ones([1, 1, 3, 3])).sum().item
    return Finding(
      name: "a convolution", isThere: sum == 36, detail: sum == 36 ? "gives what it should" : "gives \(sum), not 36")
  }

  /// A backbone's weights: read whole, or where they were looked for. Those that set-up does not install are optional.
  private func weights(_ name: BackboneName) -> Finding {
    let isOptional = !name.isInstalledBySetUp
    do {
      let url = try name.locate()
      _ = try name.load(weights: url)
      return Finding(name: name.rawValue, isThere: true, detail: url.path, isOptional: isOptional)
    } catch {
      return Finding(name: name.rawValue, isThere: false, detail: "\(error)", isOptional: isOptional)
    }
  }

  private func cuda() -> Finding {
    let count = Device.count(of: .cuda)
    let advice = "none that torch can use; for NVIDIA: TORCH='torch===2.13.0' tools/setup"
    return Finding(name: "CUDA", isThere: count > 0, detail: count > 0 ? "\(count) devices" : advice, isOptional: true)
  }

  private func cores() -> Finding {
    Finding(name: "cores", isThere: true, detail: "\(ProcessInfo.processInfo.activeProcessorCount)")
  }

  private func memory() -> Finding {
    let gigabytes = Double(ProcessInfo.processInfo.physicalMemory) / 1e9
    return Finding(
      name: "memory", isThere: gigabytes >= 4,
      detail: String(format: "%.0f GB", gigabytes) + (gigabytes >= 4 ? "" : "; training needs about 4"),
      isOptional: true)
  }

  private func disk() -> Finding {
    let attributes = try? FileManager.default.attributesOfFileSystem(
      forPath: FileManager.default.currentDirectoryPath)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue ?? 0
    return Finding(
      name: "disk", isThere: free > 1e9,
      detail: String(format: "%.0f GB free here", free / 1e9) + (free > 1e9 ? "" : "; a run needs about 1"),
      isOptional: true)
  }
}
