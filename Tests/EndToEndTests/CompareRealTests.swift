import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish compare-real`: the table, its JSON, and what it refuses.
  @Suite struct CompareRealTests {
    /// Samples made on the good photographs of the fixture's data set.
    private func samples(in folder: URL) throws -> String {
      let out = folder.appendingPathComponent("samples").path
      let made = try Program.run([
        "synthesize", Fixture.dataset().path, "--out", out, "--count", "8", "--side", "0", "--families",
        "surface-deposit", "--quiet",
      ])
      try #require(made.status == 0, "\(made.errors)")
      return out
    }

    @Test func printsATableAndJSON() throws {
      let folder = try TemporaryFolder()
      let command = ["compare-real", try samples(in: folder.url), try Fixture.dataset().path, "--quiet"]
      let table = try Program.run(command)
      try #require(table.status == 0, "\(table.errors)")
      for expected in [
        "distance to the real defects", "Perlin × texture", "CutPaste", "gradient jump at the edge",
        "EfficientNet-Lite0 stride-8 Fréchet", "pictures: 5 real, 8 ours", "ours is nearest to the real defects in",
      ] { #expect(table.output.contains(expected), "\(expected) in \(table.output)") }
      #expect(table.errors.isEmpty)
      let json = try Program.run(command + ["--json"])
      let report = try Files.object(Data(json.output.utf8))
      #expect(report["candidates"] as? [String] == ["ours", "Perlin × texture", "CutPaste"])
      let rows = try #require(report["rows"] as? [[String: Any]])
      #expect(rows.compactMap { $0["measure"] as? String }.contains("wavelet_energy"))
      #expect(try Program.run(command + ["--json", "--threads", "1"]).output == json.output)
    }

    @Test func badInputIsNamed() throws {
      let folder = try TemporaryFolder()
      let (made, data) = (try samples(in: folder.url), try Fixture.dataset().path)
      func complaint(_ arguments: [String]) throws -> String {
        let result = try Program.run(["compare-real"] + arguments)
        #expect(result.status != 0 && result.output.isEmpty)
        return result.errors
      }
      #expect(try complaint([made, folder["nirgends"].path]).contains("nirgends: no such data set"))
      #expect(try complaint([data, data]).contains("manifest.jsonl: cannot be read"))
      #expect(try complaint([made, data, "--types", "crak"]).contains("unknown defect type 'crak'"))
      let good = try Fixture.dataset().appendingPathComponent("train/good").path
      #expect(try complaint([made, good]).contains("0 real defects with masks: at least 5 are needed"))
    }

    @Test func aMaskOfAnotherSizeIsNamed() throws {
      let folder = try TemporaryFolder()
      let made = try samples(in: folder.url)
      try Mask(width: 5, height: 5, filledWith: true)
        .writePNG(to: URL(fileURLWithPath: made).appendingPathComponent("masks/000003.png"))
      let result = try Program.run(["compare-real", made, try Fixture.dataset().path])
      #expect(result.status == 1)
      #expect(result.errors.contains("masks/000003.png: the mask is 5 × 5 px, its image 128 × 128 px"))
    }
  }
}
