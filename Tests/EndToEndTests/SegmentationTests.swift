import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `train --task segment` and `evaluate` of what it writes.
  @Suite struct SegmentationTests {
    private func command(_ network: String, to model: URL) throws -> [String] {
      let samples = try Fixture.run().folder.appendingPathComponent("synthetic").path
      return [
        "train", try Fixture.dataset().path, "--task", "segment", "--network", network, "--samples", samples, "--out",
        model.path, "--side", "64", "--steps", "8", "--seed", "2",
      ]
    }

    @Test(arguments: ["bisenetv2", "segformer", "efficientnet"])
    func aSegmenterIsTrainedAndMeasured(network: String) throws {
      let folder = try TemporaryFolder()
      let trained = try Program.run(command(network, to: folder["model"]))
      try #require(trained.status == 0, "\(trained.errors)")
      #expect(trained.errors.contains("training  8/8"))
      #expect(
        try Files.below(folder["model"]) == [
          "inputs.json", "photographs.json", "segmenter.json", "segmenter.safetensors",
        ])
      let measured = try Program.run([
        "evaluate", folder["model"].path, Fixture.dataset().path, "--out", folder["out"].path, "--json",
      ])
      try #require(measured.status == 0, "\(measured.errors)")
      let scores = try Files.object(Data(measured.output.utf8))
      let written = try Files.object(folder["out/segmentation.json"])
      #expect(NSDictionary(dictionary: scores) == NSDictionary(dictionary: written))
      #expect(scores["images"] as? Int == 8)
      for name in ["binary", "mean_over_types"] {
        let pair = try #require(scores[name] as? [String: Double])
        for measure in ["miou", "accuracy"] { #expect((0...1).contains(try #require(pair[measure]))) }
      }
    }

    @Test func aSegmenterJudgesPhotographs() throws {
      let folder = try TemporaryFolder()
      let trained = try Program.run(command("efficientnet", to: folder["model"]) + ["--by-type"])
      try #require(trained.status == 0, "\(trained.errors)")
      let photograph = try Fixture.dataset().appendingPathComponent("test/good/000.png")
      let whole = try Image.read(photograph).resized(width: 150, height: 100)
      try whole.writePNG(to: folder["groß.png"])
      for more in [[], ["--tile", "64"]] {
        let out = folder["out\(more.count)"]
        let result = try Program.run(
          ["predict", folder["model"].path, folder["groß.png"].path, "--out", out.path, "--json"] + more)
        try #require(result.status == 0, "\(result.errors)")
        let answer = try #require(
          (try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])?.first)
        let score = try #require(answer["score"] as? Double)
        #expect((0...1).contains(score))
        #expect(answer["decision"] as? String == (score >= 0.5 ? "anomalous" : "good"))
        let mask = try Mask.read(out.appendingPathComponent("masks/groß.png"))
        #expect((mask.width, mask.height) == (150, 100))
        let regions = try #require(answer["regions"] as? [[String: Any]])
        #expect(regions.reduce(0) { $0 + ($1["area"] as? Int ?? 0) } == mask.area)
        #expect(regions.allSatisfy { $0["type"] is String })
        #expect(
          try Files.text(out.appendingPathComponent("regions.csv")).hasPrefix("path,x,y,width,height,area,score,type"))
        #expect(Files.exists(out.appendingPathComponent("overlays/groß.jpg")))
      }
    }

    @Test func whatIsNoModelIsSaid() throws {
      let folder = try TemporaryFolder()
      let photograph = try Fixture.dataset().appendingPathComponent("test/good/000.png").path
      for verb in ["predict", "evaluate"] {
        let result = try Program.run([verb, folder.url.path, photograph, "--out", folder["out"].path])
        #expect(result.status == 1 && result.errors.contains("neither a detector nor a segmenter"), "\(result.errors)")
      }
      let tiled = try Program.run([
        "predict", Fixture.run().folder.path, photograph, "--out", folder["out"].path, "--tile", "64",
      ])
      #expect(tiled.status == 1 && tiled.errors.contains("holds a detector"))
    }

    @Test func aStoppedTrainingGoesOn() throws {
      let folder = try TemporaryFolder()
      let whole = try Program.run(command("bisenetv2", to: folder["whole"]))
      try #require(whole.status == 0, "\(whole.errors)")
      let running = try Program.start(command("bisenetv2", to: folder["model"]))
      while running.process.isRunning, !running.errorsSoFar.contains("training  ") { usleep(2000) }
      running.process.interrupt()
      let stopped = running.wait()
      #expect(stopped.status == 128 + SIGINT)
      #expect(stopped.errors.contains("--resume"))
      let resumed = try Program.run(command("bisenetv2", to: folder["model"]) + ["--resume"])
      try #require(resumed.status == 0, "\(resumed.errors)")
      #expect(
        try Data(contentsOf: folder["model/segmenter.safetensors"])
          == Data(contentsOf: folder["whole/segmenter.safetensors"]))
    }

    @Test func whatDoesNotFitTogetherIsSaid() throws {
      let folder = try TemporaryFolder()
      let all = try command("bisenetv2", to: folder["model"])
      for (arguments, message) in [
        (all.filter { !["--task", "segment"].contains($0) }, "go with --task segment"),
        (all.filter { !["--network", "bisenetv2"].contains($0) }, "segformer or efficientnet"),
        (all.map { $0 == "bisenetv2" ? "bisenet" : $0 }, "bisenetv2"), (all + ["--tile", "64"], "--tile"),
        (all + ["--backbone", try Fixture.model().appendingPathComponent("detector.safetensors").path], "backbone"),
      ] {
        let result = try Program.run(arguments)
        #expect(result.status != 0 && result.errors.contains(message), "\(result.errors)")
      }
      #expect(!Files.exists(folder["model/segmenter.json"]))
    }
  }
}
