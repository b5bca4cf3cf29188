import Datasets
import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish score` and `--min-quality`.
  @Suite struct ScoreTests {
    @Test func aSetIsScoredAndPoorSamplesAreDrawnAnew() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      let make = ["--count", "24", "--side", "96", "--seed", "3", "--quiet"]
      let made = try Program.run(
        ["synthesize", data.path, "--out", folder["set"].path, "--spoil", "0.4"] + make)
      try #require(made.status == 0, "\(made.errors)")
      try Data("id,decision\n000001,reject\n000002,accept\n".utf8).write(to: folder["decisions.csv"])
      let scored = try Program.run([
        "score", folder["set"].path, "--decisions", folder["decisions.csv"].path, "--picture",
        folder["worst.png"].path, "--json", "--quiet",
      ])
      try #require(scored.status == 0, "\(scored.errors)")
      let answer = try Files.object(Data(scored.output.utf8))
      #expect((answer["worst"] as? [Any])?.count == 10)
      #expect(((answer["spoiled_auroc"] as? [String: Double])?["all"] ?? 0) > 0.8)
      let records = try SampleSet.open(folder["set"]).records
      #expect(records.allSatisfy { (0...1).contains($0.quality ?? -1) && $0.qualityParts?["agreement"] != nil })
      #expect(try ImageHeader.read(folder["worst.png"]).width == 8 * 196 + 4)

      // With the estimator that is there, from photographs that have moved, the same scores.
      let manifest = try Data(contentsOf: folder["set/manifest.jsonl"])
      try FileManager.default.moveItem(at: data, to: folder["moved"])
      let model = ["--model", folder["set/quality"].path]
      let lost = try Program.run(["score", folder["set"].path] + model)
      #expect(lost.status != 0 && lost.errors.contains("give the data set it was made from with --data"))
      let again = try Program.run(["score", folder["set"].path, "--data", folder["moved"].path] + model)
      #expect(again.status == 0 && again.output.contains("AUROC of spoiled against sound samples"))
      #expect(try Data(contentsOf: folder["set/manifest.jsonl"]) == manifest)

      try FileManager.default.createDirectory(at: folder["better"], withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: folder["set/quality"], to: folder["better/quality"])
      let better = try Program.run(
        ["synthesize", folder["moved"].path, "--out", folder["better"].path, "--spoil", "0.4", "--min-quality", "0.5"]
          + make)
      try #require(better.status == 0, "\(better.errors)")
      let drawn = try SampleSet.open(folder["better"]).records
      #expect(drawn.count == 24 && drawn.contains { ($0.drawings ?? 1) > 1 })
      #expect(drawn.allSatisfy { ($0.quality ?? 0) >= 0.5 || $0.drawings == 8 })
      #expect(better.errors.contains("stay under the quality") == drawn.contains { ($0.quality ?? 0) < 0.5 })
    }

    @Test func aSetOfARegionIsScoredBesideSamplesOfTheSameRegion() throws {
      let folder = try TemporaryFolder()
      var mask = Mask(width: 128, height: 128)
      for y in 0..<128 { for x in 0..<64 { mask[y, x] = true } }
      try mask.writePNG(to: folder["region.png"])
      let (set, roi) = (folder["set"].path, ["--roi", folder["region.png"].path])
      let made = try Program.run(
        ["synthesize", try Fixture.dataset().path, "--out", set, "--count", "6", "--side", "0", "--quiet"] + roi)
      try #require(made.status == 0, "\(made.errors)")
      let unnamed = try Program.run(["score", set, "--quiet"])
      #expect(unnamed.status != 0 && unnamed.errors.contains("made with --roi"), "\(unnamed.errors)")
      let scored = try Program.run(["score", set, "--quiet"] + roi)
      #expect(scored.status == 0, "\(scored.errors)")
      #expect(try SampleSet.open(folder["set"]).records.allSatisfy { $0.quality != nil })
    }

    @Test func aRefinedSetIsScoredBesideSamplesOfItsOwnNetwork() throws {
      let folder = try TemporaryFolder()
      let set = folder["set"].path
      let made = try Program.run([
        "synthesize", try Fixture.dataset().path, "--out", set, "--count", "6", "--side", "96", "--stages", "fine",
        "--fine-steps", "2", "--quiet",
      ])
      try #require(made.status == 0, "\(made.errors)")
      let network = folder["set/fine.safetensors"]
      try Data(contentsOf: network).prefix(100).write(to: network)
      let scored = try Program.run(["score", set, "--quiet"])
      #expect(scored.status != 0 && scored.errors.contains("fine.safetensors"), "\(scored.errors)")
    }

    @Test func badInputIsExplained() throws {
      let folder = try TemporaryFolder()
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic").path
      func errors(_ arguments: [String]) throws -> String {
        let result = try Program.run(["score"] + arguments)
        #expect(result.status != 0 && result.output.isEmpty)
        return result.errors
      }
      #expect(try errors([folder.url.path]).contains("manifest.jsonl"))
      #expect(try errors([samples, "--model", folder.url.path]).contains("holds no quality.json"))
      #expect(try errors([samples, "--picture", "x.bmp"]).contains("a picture ends in .png or .jpg"))
      for (text, complaint) in [
        ("id,decision\n999999,accept\n", "there is no sample 999999"),
        ("id,decision\n000001,perhaps\n", "perhaps is neither accept nor reject"),
        ("sample\n000001\n", "the columns id and decision are needed"),
      ] {
        try Data(text.utf8).write(to: folder["list.csv"])
        let message = try errors([samples, "--decisions", folder["list.csv"].path])
        #expect(message.contains(complaint) && message.contains("list.csv, line 2"), "\(message)")
      }
      let shards = try Program.run([
        "synthesize", Fixture.dataset().path, "--out", folder["x"].path, "--min-quality", "0.5", "--shard", "1/2",
      ])
      #expect(shards.status != 0 && shards.errors.contains("--min-quality and --shard: one of the two"))
    }
  }
}
