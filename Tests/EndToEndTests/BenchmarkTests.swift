import Foundation
import Testing

extension EndToEnd {
  /// `blemish benchmark`: a grid of runs that can be gone on with, and plans with mistakes.
  @Suite struct BenchmarkTests {
    /// The fixture's settings as one line of a plan, without the seed.
    private static var options: String {
      Fixture.settings.filter { $0 != "--seed" && $0 != "5" }.map { "'\($0)'" }.joined(separator: " ")
    }

    private func plan(_ text: String, in folder: borrowing TemporaryFolder) throws -> String {
      let file = folder["plan.yaml"]
      try Data(text.utf8).write(to: file)
      return file.path
    }

    @Test func settingsAreComparedAndRunsAreNotRepeated() throws {
      let folder = try TemporaryFolder()
      let dataset = try Fixture.dataset()
      let file = try plan(
        """
        title: With and without samples
        categories: [\(dataset.lastPathComponent)]
        seeds: [0]
        measures: [image.auroc, pixel.ap]
        options: >-
          \(Self.options)
        settings:
          - name: ours
          - name: no samples
            options: --set samples=0
        """, in: folder)
      let out = folder["out"]
      let command = ["benchmark", file, "--data", dataset.deletingLastPathComponent().path, "--out", out.path]
      let first = try Program.run(command)
      try #require(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("## pixel.ap") && first.output.contains("| ours | no samples |"))
      #expect(first.errors.contains("2 of 2"))
      let second = try Program.run(command)
      #expect(second.output == first.output && !second.errors.contains(" of 2"))
      #expect(try Files.text(out.appendingPathComponent("results.csv")).split(separator: "\n").count == 3)
      #expect(try Files.below(out).filter { $0.hasSuffix("metrics.json") }.count == 2)
    }

    @Test func runsThatShareSamplesMeasureWhatEachWouldAlone() throws {
      let folder = try TemporaryFolder()
      let dataset = try Fixture.dataset()
      let weights = ["--min-quality", "0.3", "--weights", "shuffled"]
      let file = try plan(
        """
        title: Weights
        categories: [\(dataset.lastPathComponent)]
        seeds: [5]
        measures: [pixel.ap]
        options: >-
          \(Self.options)
        settings:
          - name: filter
            options: --min-quality 0.3
          - name: shuffled
            options: \(weights.joined(separator: " "))
        """, in: folder)
      let (out, alone) = (folder["out"], folder["alone"])
      let compared = try Program.run([
        "benchmark", file, "--data", dataset.deletingLastPathComponent().path, "--out", out.path,
      ])
      try #require(compared.status == 0, "\(compared.errors)")
      let single = try Program.run(["run", dataset.path, "--out", alone.path] + Fixture.settings + weights)
      try #require(single.status == 0, "\(single.errors)")
      let cell = try #require(try Files.below(out).first { $0.contains("shuffled") && $0.hasSuffix("metrics.json") })
      let measures = try Files.measures(of: out.appendingPathComponent(cell).deletingLastPathComponent())
      #expect(try measures == Files.measures(of: alone))
      #expect(try Files.below(out).allSatisfy { !$0.contains("shared") })
    }

    @Test(arguments: [
      ("title: [", "plan.yaml"),
      ("title: t\ncategories: [x]\nsettings: [{name: a, options: --profil quick}]", "--profil"),
      ("title: t\ncategories: [x]\nsettings: [{name: a}]", "x"),
    ])
    func mistakesStopBeforeTheFirstRun(text: String, word: String) throws {
      let folder = try TemporaryFolder()
      let file = try plan(text, in: folder)
      let result = try Program.run(["benchmark", file, "--data", folder.url.path, "--out", folder["out"].path])
      #expect(result.status != 0)
      #expect(result.errors.contains(word))
      #expect(!Files.exists(folder["out"]))
    }
  }
}
