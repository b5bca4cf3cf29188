import Foundation
import Metrics
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct RobustnessSectionTests {
  private static func verdicts(_ scores: [Double]) -> [RobustnessReport.Verdict] {
    scores.enumerated().map { .init(isDefective: $0 > 1, score: $1, isRejected: $1 >= 0.5) }
  }

  private static func report() throws -> RobustnessReport {
    try RobustnessReport(
      unchanged: verdicts([0.1, 0.2, 0.9, 0.4]),
      changed: [
        (.light(gain: 0.9), verdicts([0.6, 0.2, 0.9, 0.5])),
        (.turn(degrees: 2), verdicts([0.1, 0.2, 0.9, 0.4])),
      ])
  }

  private static func write(to folder: URL) throws -> RunFolder {
    let run = RunFolder(folder)
    try run.write(
      Fixture.evaluation(), curves: Fixture.curves(), predictions: Fixture.predictions, cases: [])
    try run.write(report())
    return run
  }

  @Test func theTableStandsInTheReport() throws {
    try Fixture.withTemporaryFolder { folder in
      let input = try Self.write(to: folder).load()
      #expect(input.robustness == (try Self.report()))
      let page = try HTMLReport(input).html()
      #expect(XMLParser(data: Data(page.utf8)).parse())
      let section = try #require(
        page.components(separatedBy: "id=\"robustness\"").last?.components(
          separatedBy: "</section>")[0])
      #expect(section.contains("The 2 good and 2 defective test photographs"))
      for row in [
        ["unchanged", "0.0", "", "50.0", "", "100.0", ""],
        ["light − 10 %", "50.0", "+50.0", "100.0", "+50.0", "75.0", "−25.0"],
        ["turn 2°", "0.0", "0.0", "50.0", "0.0", "100.0", "0.0"],
      ] {
        #expect(
          section.contains("<tr>" + row.map { "<td>\($0)</td>" }.joined() + "</tr>"), "\(row)")
      }
    }
  }

  @Test func theTableIsAlsoForPrograms() throws {
    try Fixture.withTemporaryFolder { folder in
      let text = try String(contentsOf: Self.write(to: folder).robustnessTable, encoding: .utf8)
      #expect(
        text == """
          variation,rejected,found,auroc,rejected_change,found_change,auroc_change
          unchanged,0.0,0.5,1.0,,,
          light_0.9,0.5,1.0,0.75,0.5,0.5,-0.25
          turn_2,0.0,0.5,1.0,0.0,0.0,0.0

          """)
    }
  }

  @Test func withoutTheMeasurementThereIsNoSection() throws {
    #expect(try !HTMLReport(Fixture.input()).html().contains("id=\"robustness\""))
  }

  @Test func aNewEvaluationLeavesNoOldTable() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = try Self.write(to: folder)
      try run.write(
        Fixture.evaluation(), curves: Fixture.curves(), predictions: Fixture.predictions, cases: [])
      #expect(try run.load().robustness == nil)
      #expect(!FileManager.default.fileExists(atPath: run.robustnessTable.path))
    }
  }

  @Test func aBrokenTableNamesTheFile() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = try Self.write(to: folder)
      try Data("{\"good\": 2}".utf8).write(to: run.robustness)
      let error = #expect(throws: ReportingError.self) { try run.load() }
      #expect(error?.description.contains("robustness.json") == true)
    }
  }
}
