import Foundation
import Testing

extension EndToEnd {
  /// `evaluate --robustness`: the table, as files, on stdout and in the report.
  @Suite struct RobustnessTests {
    private static let kinds = [
      "light_0.9", "light_1.1", "jpeg_90", "noise_2", "blur_0.7", "shift_6_0", "turn_2",
    ]

    @Test func aDetectorIsMeasuredOnAnotherDay() throws {
      let folder = try TemporaryFolder()
      let (run, out) = (try Fixture.run().folder, folder["out"])
      let command = ["evaluate", run.path, try Fixture.dataset().path, "--out", out.path]
      let result = try Program.run(command + ["--robustness", "--json"])
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("robustness  8/8"))
      #expect(try Files.measures(of: out) == Files.measures(of: run))

      let file = try Files.object(out.appendingPathComponent("robustness.json"))
      #expect(file["good"] as? Int == 3 && file["defective"] as? Int == 5)
      let printed = try Files.object(Data(result.output.utf8))
      #expect(NSDictionary(dictionary: file) == printed["robustness"] as? NSDictionary)
      let unchanged = try #require(file["unchanged"] as? [String: Double])
      #expect(unchanged["auroc"] == (printed["image"] as? [String: Double])?["auroc"])
      let rows = try #require(file["variations"] as? [[String: Any]])
      #expect(rows.compactMap { $0["name"] as? String } == Self.kinds)
      for row in rows {
        let figures = try #require(row["figures"] as? [String: Double])
        let difference = try #require(row["difference"] as? [String: Double])
        for name in ["rejected", "found", "auroc"] {
          let value = try #require(figures[name])
          let change = try #require(difference[name])
          let before = try #require(unchanged[name])
          #expect((0...1).contains(value) && abs(value - before - change) < 1e-9)
        }
      }
      let lines = try Files.text(out.appendingPathComponent("robustness.csv")).split(
        separator: "\n")
      #expect(
        lines.map { String($0.prefix { $0 != "," }) } == ["variation", "unchanged"] + Self.kinds)

      #expect(try Program.run(["report", out.path]).status == 0)
      #expect(
        try Files.text(out.appendingPathComponent("report.html")).contains(
          "<td>JPEG quality 90</td>"))
      try #require(Program.run(command).status == 0)
      #expect(
        !Files.exists(out.appendingPathComponent("robustness.json")),
        "an old table says nothing of a new evaluation")
    }

    @Test func theSameSeedGivesTheSameTable() throws {
      let folder = try TemporaryFolder()
      let command = [
        "evaluate", try Fixture.run().folder.path, try Fixture.dataset().path, "--robustness",
        "--out",
      ]
      for out in ["a", "b"] { try #require(Program.run(command + [folder[out].path]).status == 0) }
      for name in ["robustness.json", "robustness.csv"] {
        #expect(try Files.text(folder["a/\(name)"]) == Files.text(folder["b/\(name)"]))
      }
    }
  }
}
