import Datasets
import Foundation
import Imaging
import Metrics
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct WeightSectionTests {
  /// 24 samples of two families whose weights grow with their number.
  private static let table = WeightTable(
    rule: "learned", samples: "/nowhere",
    rows: (0..<24).map { (index: Int) -> WeightTable.Row in
      WeightTable.Row(
        sample: "s\(index)", family: index % 2 == 0 ? "fracture_line" : "burn", quality: Double(index) / 24,
        weight: Double(index) / 11.5)
    },
    history: (1...3).map { (step: Int) -> WeightTable.Moment in
      WeightTable.Moment(
        step: 10 * step, judgesLoss: 0.3, families: ["fracture_line": 1 + 0.1 * Double(step), "burn": 0.8],
        coefficients: ["quality": 1.25, "log area": -0.5, "burn": -0.3, "fracture_line": 0.3])
    })

  private static func write(_ run: RunFolder, samples folder: URL?) throws {
    try FileManager.default.createDirectory(at: run.model, withIntermediateDirectories: true)
    try Fixture.evaluation().json().write(to: run.metrics)
    var table = Self.table
    if let folder {
      table.samples = folder.path
      let writer = try SampleSetWriter(folder: folder)
      for row in table.rows {
        let record = SampleRecord(
          id: row.sample, seed: 1, source: "a.png", family: row.family, parameters: [:],
          image: "images/\(row.sample).png", mask: "masks/\(row.sample).png", area: 64)
        try Image(width: 8, height: 8, channels: 1).writePNG(to: folder.appendingPathComponent(record.image))
        try Mask(width: 8, height: 8, filledWith: true).writePNG(to: folder.appendingPathComponent(record.mask))
        try writer.append(record)
      }
      _ = try writer.finish()
    }
    try table.write(to: run.model)
  }

  @Test func theHeaviestAndTheLightestAreShownWithTheCourse() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = RunFolder(folder)
      try Self.write(run, samples: folder.appendingPathComponent("elsewhere"))
      let page = try HTMLReport(run.load()).html()
      #expect(XMLParser(data: Data(page.utf8)).parse())
      let section = try #require(
        page.components(separatedBy: "id=\"weights\"").last?.components(separatedBy: "</section>")[0])
      let shown = section.components(separatedBy: "title=\"sample s").dropFirst().map { Int($0.prefix { $0 != "\"" })! }
      #expect(shown == Array((14...23).reversed()) + Array(0...9))
      #expect(section.contains("<b>2.00</b> · burn · quality 0.96"))
      for family in ["fracture line <b>1.30</b>", "burn <b>0.80</b>"] { #expect(section.contains(family)) }
      #expect(section.contains("<td>quality</td><td>1.25</td>") && !section.contains("<td>burn</td>"))
      #expect(section.components(separatedBy: "<polyline").count == 3)
    }
  }

  @Test func samplesThatAreGoneLeaveTheCourse() throws {
    try Fixture.withTemporaryFolder { folder in
      try Self.write(RunFolder(folder), samples: nil)
      let page = try HTMLReport(RunFolder(folder).load()).html()
      #expect(page.contains("id=\"weights\"") && page.contains("<polyline") && !page.contains("Counted most"))
    }
  }

  @Test func withoutWeightsThereIsNoSection() throws {
    #expect(try !HTMLReport(Fixture.input()).html().contains("id=\"weights\""))
  }

  @Test func aBrokenTableNamesTheFile() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = RunFolder(folder)
      try Self.write(run, samples: nil)
      try Data("sample\n".utf8).write(to: run.model.appendingPathComponent(WeightTable.tableName))
      #expect { try run.load() } throws: { "\($0)".contains(WeightTable.tableName) }
    }
  }
}
