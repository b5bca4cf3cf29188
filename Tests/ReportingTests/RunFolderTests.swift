import Datasets
import Foundation
import Imaging
import Metrics
import Reporting
import Testing

@Suite struct RunFolderTests {
  private func writeRun(to folder: URL, cases: [ReportCase] = [Fixture.item(Fixture.predictions[2])]) throws
    -> RunFolder
  {
    let run = RunFolder(folder)
    try run.write(Fixture.configuration())
    try run.write(
      Fixture.evaluation(), curves: Fixture.curves(), predictions: Fixture.predictions, cases: cases)
    return run
  }

  @Test func whatIsWrittenIsRead() throws {
    try Fixture.withTemporaryFolder { folder in
      let input = try writeRun(to: folder).load()
      #expect(input.configuration == (try Fixture.configuration()))
      #expect(input.curves == (try Fixture.curves()))
      #expect(input.predictions == Fixture.predictions)
      #expect(input.evaluation.fingerprint == "0123abcd")
      let original = Fixture.item(Fixture.predictions[2])
      #expect(input.cases.count == 1)
      #expect(input.cases[0].prediction == original.prediction && input.cases[0].mask == original.mask)
      #expect(abs(input.cases[0].map[0, 0] - 0.25) < 1e-4)
    }
  }

  @Test func anotherEvaluationReplacesTheCases() throws {
    try Fixture.withTemporaryFolder { folder in
      _ = try writeRun(to: folder, cases: Fixture.predictions.map { Fixture.item($0) })
      let run = try writeRun(to: folder)
      #expect(try run.load().cases.count == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: run.cases.path).count == 4)
    }
  }

  @Test func largePicturesAreReduced() throws {
    try Fixture.withTemporaryFolder { folder in
      let large = Fixture.item(Fixture.predictions[2], width: 1280, height: 320)
      let item = try writeRun(to: folder, cases: [large]).load().cases[0]
      #expect((item.image.width, item.image.height) == (640, 160))
      #expect((item.map.width, item.map.height) == (640, 160))
      #expect(item.mask!.area == 2, "a defect of a pixel does not vanish")
    }
  }

  @Test func samplesAreDealtFromTheFamilies() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = try writeRun(to: folder)
      try FileManager.default.createDirectory(at: run.synthetic, withIntermediateDirectories: true)
      let writer = try SampleSetWriter(folder: run.synthetic)
      for index in 0..<9 {
        let record = SampleRecord(
          id: "s\(index)", seed: 1, source: "a.png", family: index < 6 ? "fracture_line" : "pitting_loss",
          parameters: ["width_um": 2], image: "s\(index).png", mask: "m\(index).png", area: 4)
        try Image(width: 8, height: 8, channels: 1).writePNG(to: run.synthetic.appendingPathComponent(record.image))
        try Mask(width: 8, height: 8, filledWith: true).writePNG(to: run.synthetic.appendingPathComponent(record.mask))
        try writer.append(record)
      }
      _ = try writer.finish()
      let families = try run.load(sampleCount: 7).samples.map(\.family)
      #expect(
        families == [
          "fracture_line", "pitting_loss", "fracture_line", "pitting_loss", "fracture_line", "pitting_loss",
          "fracture_line",
        ])
    }
  }

  @Test func measuresMustBeThereTheRestMayBeMissing() throws {
    try Fixture.withTemporaryFolder { folder in
      #expect(throws: ReportingError.self) { try RunFolder(folder).load() }
      try Fixture.evaluation().json().write(to: RunFolder(folder).metrics)
      let input = try RunFolder(folder).load()
      #expect(input.predictions.isEmpty && input.cases.isEmpty && input.samples.isEmpty)
      #expect(input.configuration.title == folder.lastPathComponent)
    }
  }

  @Test(arguments: ["metrics.json", "curves.json", "config.json", "cases/cases.json"])
  func malformedFilesAreNamed(_ name: String) throws {
    try Fixture.withTemporaryFolder { folder in
      let run = try writeRun(to: folder)
      let file = folder.appendingPathComponent(name)
      try Data("{\"image\": ".utf8).write(to: file)
      let error = #expect(throws: ReportingError.self) { try run.load() }
      #expect(error?.description.contains(file.path) == true)
    }
  }

  @Test func aMaskOfAnotherSizeIsNamed() throws {
    try Fixture.withTemporaryFolder { folder in
      let run = try writeRun(to: folder)
      try Mask(width: 3, height: 3).writePNG(to: run.cases.appendingPathComponent("01-mask.png"))
      let error = #expect(throws: ReportingError.self) { try run.load() }
      #expect(error?.description.contains("01-mask.png") == true)
    }
  }
}

@Suite struct PredictionTableTests {
  @Test func awkwardPathsSurvive() throws {
    let records = ["a,b.png", "say \"cheese\".png", "two\nlines.png", "größe/日本.png", "'"].enumerated().map {
      PredictionRecord(
        path: $1, label: .unknown, score: 0.1 + Double($0) / 3, decision: .anomalous, type: $0 == 1 ? "x,\"y\"" : nil)
    }
    try Fixture.withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("predictions.csv")
      try PredictionTable.write(records, to: url)
      #expect(try PredictionTable.read(url) == records)
    }
  }

  @Test func theColumnsAreThoseOfTheContract() throws {
    try Fixture.withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("predictions.csv")
      try PredictionTable.write(Array(Fixture.predictions.suffix(1)), to: url)
      #expect(
        try String(contentsOf: url, encoding: .utf8)
          == "path,label,score,decision,type\ntest/deep_dent/0.png,anomalous,0.8,anomalous,deep_dent\n")
    }
  }

  @Test(arguments: [
    ("path,label,score\na,good,1\n", 1), ("path,label,score,decision\na,good,much,good\n", 2),
    ("path,label,score,decision\na,good,0.5,good\nb,bad,0.5,good\n", 3),
    ("path,label,score,decision\n,good,1,good\n", 2),
    ("path,label,score,decision\na,good,nan,good\n", 2),
  ])
  func mistakesAreNamedByLine(_ text: String, _ line: Int) throws {
    try Fixture.withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("predictions.csv")
      try Data(text.utf8).write(to: url)
      let error = #expect(throws: DatasetError.self) { try PredictionTable.read(url) }
      guard case .malformedLine(_, line, _)? = error else {
        Issue.record("\(String(describing: error)) does not name line \(line)")
        return
      }
    }
  }
}
