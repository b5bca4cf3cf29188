import Foundation
import Testing

extension EndToEnd {
  /// `--weights`: what is left behind, and what is said where samples have no quality.
  @Suite struct WeightsTests {
    @Test func learnedWeightsAreKeptAndReported() throws {
      let folder = try TemporaryFolder()
      let out = folder["out"]
      let learned = ["--weights", "learned", "--set", "head.bilevel.interval=5"]
      let result = try Program.run(["run", Fixture.dataset().path, "--out", out.path] + Fixture.settings + learned)
      try #require(result.status == 0, "\(result.errors)")
      let lines = try Files.text(out.appendingPathComponent("model/weights.csv")).split(separator: "\n")
      #expect(lines.count == 1 + 16 && lines[0] == "sample,family,quality,weight")
      let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let weights = rows.compactMap { Double($0[3]) }
      #expect(weights.count == 16 && abs(weights.reduce(0, +) / 16 - 1) < 1e-5 && Set(weights).count > 1)
      let course = try Files.object(out.appendingPathComponent("model/weights.json"))
      #expect(course["rule"] as? String == "learned" && (course["history"] as? [Any])?.count == 4)
      let page = try Files.text(out.appendingPathComponent("report.html"))
      #expect(page.contains("id=\"weights\"") && page.contains("Counted least"))
    }

    @Test func spoiledSamplesCanBeLeftOut() throws {
      let folder = try TemporaryFolder()
      let out = folder["out"]
      let spoiled = ["--spoil", "0.5", "--sound-only", "--weights", "shuffled"]
      let result = try Program.run(["run", Fixture.dataset().path, "--out", out.path] + Fixture.settings + spoiled)
      try #require(result.status == 0, "\(result.errors)")
      let manifest = try Files.text(out.appendingPathComponent("synthetic/manifest.jsonl")).split(separator: "\n")
      let sound = manifest.filter { !$0.contains("\"spoiling\"") }.count
      #expect(manifest.count == 16 && sound > 0 && sound < 16)
      let weights = try Files.text(out.appendingPathComponent("model/weights.csv")).split(separator: "\n")
      #expect(weights.count == 1 + sound)
    }

    @Test func withoutWeightsNothingIsSaidOfThem() throws {
      let run = try Fixture.run().folder
      #expect(!Files.exists(run.appendingPathComponent("model/weights.csv")))
      #expect(try !Files.text(run.appendingPathComponent("report.html")).contains("id=\"weights\""))
    }

    @Test func qualityIsAskedForWhereItIsMissing() throws {
      let folder = try TemporaryFolder()
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic")
      let result = try Program.run(
        ["train", Fixture.dataset().path, "--samples", samples.path, "--out", folder["model"].path, "--weights", "sqe"]
          + Fixture.settings)
      #expect(result.status == 1)
      #expect(result.errors.contains("samples have no estimated quality") && result.errors.contains("`blemish score`"))
      #expect(!Files.exists(folder["model/detector.json"]))
    }
  }
}
