import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish run`: what it leaves behind, and that the same seed leaves the same.
  @Suite struct MainJobTests {
    @Test func measuresAreWhatProgramsExpect() throws {
      let (folder, result) = try Fixture.run()
      try #require(result.status == 0, "\(result.errors)")
      let metrics = try Files.object(folder.appendingPathComponent("metrics.json"))
      #expect(
        Set(metrics.keys).isSuperset(of: [
          "image", "pixel", "per_type", "intervals", "threshold", "timing", "fingerprint", "seed",
        ]))
      let image = try #require(metrics["image"] as? [String: Double])
      #expect(Set(image.keys) == ["auroc", "ap", "f1_max"])
      let pixel = try #require(metrics["pixel"] as? [String: Double])
      #expect(Set(pixel.keys) == ["auroc", "ap", "f1_max", "aupro", "miou", "accuracy"])
      for (name, value) in image.merging(pixel, uniquingKeysWith: { $1 }) {
        #expect((0...1).contains(value), "\(name)")
      }
      let types = try #require(metrics["per_type"] as? [String: Any])
      #expect(Set(types.keys) == ["broken_end", "slub", "snag", "stain", "tear"])
      #expect(metrics["intervals"] is [String: Any])
      #expect((0...1).contains(try #require(metrics["threshold"] as? Double)))
      let timing = try #require(metrics["timing"] as? [String: Double])
      #expect(Set(timing.keys) == ["train_s", "predict_ms_per_image"])
      #expect(timing.values.allSatisfy { $0 > 0 })
      #expect((metrics["fingerprint"] as? String)?.count == 64)
      #expect(metrics["seed"] as? Int == 5)
    }

    @Test func everyTestPhotographHasALine() throws {
      let folder = try Fixture.run().folder
      let lines = try Files.text(folder.appendingPathComponent("predictions.csv")).split(separator: "\n")
      let rows = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      #expect(rows.first?.prefix(4) == ["path", "label", "score", "decision"])
      #expect(rows.count == 1 + 8)
      for row in rows.dropFirst() {
        #expect(row[1] == (row[0].hasPrefix("test/good/") ? "good" : "anomalous"))
        let score = try #require(Double(row[2]))
        #expect((0...1).contains(score))
        #expect(row[3] == (score >= 0.5 ? "anomalous" : "good"))
      }
    }

    @Test func everySampleHasALine() throws {
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic")
      let lines = try Files.text(samples.appendingPathComponent("manifest.jsonl")).split(separator: "\n")
      #expect(lines.count == 16)
      for line in lines {
        let record = try Files.object(Data(line.utf8))
        #expect(
          Set(record.keys).isSuperset(of: ["id", "seed", "source", "family", "parameters", "image", "mask", "area"]))
        #expect((record["source"] as? String)?.hasPrefix("train/good/") == true)
        #expect(try #require(record["area"] as? Int) > 0)
        for key in ["image", "mask"] {
          let path = try #require(record[key] as? String)
          #expect(!path.hasPrefix("/") && Files.exists(samples.appendingPathComponent(path)))
        }
      }
    }

    @Test func theReportNeedsNothingElse() throws {
      let page = try Files.text(Fixture.run().folder.appendingPathComponent("report.html"))
      #expect(page.hasPrefix("<!DOCTYPE html>") || page.hasPrefix("<!doctype html>"))
      #expect(page.contains("data:image/"))
      for reference in [#"src="http"#, #"<link rel="stylesheet""#, "@import", "<script src"] {
        #expect(!page.contains(reference), "\(reference)")
      }
    }

    @Test func theModelAloneGivesTheSameMeasures() throws {
      let folder = try TemporaryFolder()
      let run = try Fixture.run().folder
      let out = folder["Auswertung"]
      let result = try Program.run(["evaluate", run.path, Fixture.dataset().path, "--out", out.path, "--json"])
      try #require(result.status == 0, "\(result.errors)")
      #expect(try Files.measures(of: out) == Files.measures(of: run))
      #expect(try Files.object(Data(result.output.utf8))["image"] != nil)
      #expect(try Program.run(["report", out.path]).status == 0)
      #expect(Files.exists(out.appendingPathComponent("report.html")))
    }

    @Test func goodPhotographsAloneAreEnough() throws {
      let folder = try TemporaryFolder()
      let photographs = folder["nur gute"]
      try FileManager.default.copyItem(at: Fixture.dataset().appendingPathComponent("train/good"), to: photographs)
      let result = try Program.run(["run", photographs.path, "--out", folder["out"].path] + Fixture.settings)
      try #require(result.status == 0, "\(result.errors)")
      #expect(result.errors.contains("no test photographs"))
      let metrics = try Files.object(folder["out/metrics.json"])
      #expect((metrics["image"] as? [String: Double])?.keys.contains("auroc") == true)
      let types = try #require(metrics["per_type"] as? [String: Any])
      #expect(!types.isEmpty && types.keys.allSatisfy { $0.hasPrefix("synthetic ") })
      let trained = try Files.text(folder["out/synthetic/manifest.jsonl"])
      for line in try Files.text(folder["out/rehearsal/manifest.jsonl"]).split(separator: "\n") {
        let source = try #require(try Files.object(Data(line.utf8))["source"] as? String)
        #expect(!trained.contains(#""source":"\#(source)""#))
      }
    }

    @Test func greyAndColourOfSeveralSizesGoTogether() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      for (name, side) in [("001", 100), ("002", 150)] {
        let url = data.appendingPathComponent("train/good/\(name).png")
        try Image.read(url).resized(width: side, height: side).converted(toChannels: 1).writePNG(to: url)
      }
      let result = try Program.run(["run", data.path, "--out", folder["out"].path] + Fixture.settings)
      #expect(result.status == 0, "\(result.errors)")
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
      let folder = try TemporaryFolder()
      let first = try Fixture.run().folder
      let second = folder["zweiter Lauf"]
      let result = try Program.run(["run", Fixture.dataset().path, "--out", second.path] + Fixture.settings)
      try #require(result.status == 0, "\(result.errors)")
      #expect(try Files.measures(of: second) == Files.measures(of: first))
      let paths = try Files.below(first.appendingPathComponent("synthetic")).map { "synthetic/" + $0 }
      #expect(paths.count >= 33)
      for path in paths + ["predictions.csv", "model/detector.safetensors"] {
        let (a, b) = (first.appendingPathComponent(path), second.appendingPathComponent(path))
        #expect(try Data(contentsOf: a) == Data(contentsOf: b), "\(path)")
      }
    }
  }
}
