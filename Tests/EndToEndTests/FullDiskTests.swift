import Foundation
import Testing

extension EndToEnd {
  /// Files that may not grow, as on a full disk: the file is named and no part of it is left.
  @Suite struct FullDiskTests {
    @Test func samplesThatDoNotFit() throws {
      let folder = try TemporaryFolder()
      let result = try limited(4, ["synthesize", Fixture.dataset().path, "--out", folder["out"].path, "--count", "4"])
      #expect(result.status == 1)
      #expect(result.errors.contains("out/images/") && result.errors.contains("cannot be written"), "\(result.errors)")
      #expect(!Files.exists(folder["out/manifest.jsonl"]))
      try expectNothingHalfWritten(folder["out"])
    }

    @Test func aModelThatDoesNotFit() throws {
      let folder = try TemporaryFolder()
      let result = try limited(200, ["train", Fixture.dataset().path, "--out", folder["out"].path] + Fixture.settings)
      #expect(result.status == 1)
      #expect(result.errors.contains("out/detector.safetensors"), "\(result.errors)")
      #expect(try Files.below(folder["out"]) == ["inputs.json"])
    }

    @Test func predictionsThatDoNotFit() throws {
      let folder = try TemporaryFolder()
      let images = try Fixture.dataset().appendingPathComponent("test").path
      let result = try limited(4, ["predict", Fixture.model().path, images, "--out", folder["out"].path])
      #expect(result.status == 1)
      #expect(result.errors.contains("cannot be written"), "\(result.errors)")
      #expect(!Files.exists(folder["out/predictions.csv"]))
      try expectNothingHalfWritten(folder["out"])
    }

    /// - Parameter blocks: the most that a file may hold, in blocks of 512 bytes.
    private func limited(_ blocks: Int, _ command: [String]) throws -> Program.Result {
      try Program.shell("ulimit -f \(blocks); exec \"$@\"", command + ["--quiet"])
    }

    private func expectNothingHalfWritten(_ folder: URL) throws {
      #expect(try Files.below(folder).allSatisfy { !$0.hasSuffix(".partial") && !$0.contains("tmp") })
    }
  }
}
