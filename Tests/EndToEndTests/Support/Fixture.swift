import Foundation
import ProductLine

/// A small product line and a finished run on it: made once, shared by the tests, removed at exit.
enum Fixture {
  /// Settings with which the whole main job takes a few seconds.
  static let settings =
    ["--profile", "quick", "--seed", "5"]
    + [
      #"backbones=["efficientnet-lite0"]"#, "side=128", "samples=16", "memoryImages=6", "memorySize=500",
      "head.steps=40", "head.width=16",
    ].flatMap { ["--set", $0] }

  private static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish-fixture-\(UUID().uuidString)")
    atexit { try? FileManager.default.removeItem(at: Fixture.folder) }
    return folder
  }()

  private static let made = Result {
    try ProductLine(.denim, seed: 3, size: 128)
      .write(to: folder, counts: .init(train: 10, testGood: 3, testDefective: 5))
  }

  private static let ran = Result {
    let out = folder.appendingPathComponent("Läufe/der erste")
    return (out, try Program.run(["run", dataset().path, "--out", out.path] + settings))
  }

  /// A data set in the layout of MVTec AD: 10 training photographs of 128 × 128 px, 3 good and 5 defective test ones.
  static func dataset() throws -> URL { try made.get() }

  /// A finished run on the data set, in a folder whose path has a space and a letter outside ASCII.
  static func run() throws -> (folder: URL, result: Program.Result) { try ran.get() }

  /// The model of the finished run.
  static func model() throws -> URL { try run().folder.appendingPathComponent("model") }

  /// A copy of the data set that a test may damage.
  static func copyOfDataset(to url: URL) throws -> URL {
    try FileManager.default.copyItem(at: dataset(), to: url)
    return url
  }
}
