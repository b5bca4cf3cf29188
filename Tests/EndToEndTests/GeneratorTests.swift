import Datasets
import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `train-generator` and `synthesize --generator`.
  @Suite struct GeneratorTests {
    private static func command(_ data: URL, to out: URL, steps: Int = 2) -> [String] {
      [
        "train-generator", data.path, "--out", out.path, "--steps", "\(steps)", "--side", "128", "--physics-samples",
        "4", "--set", "interval=9", "--seed", "2",
      ]
    }

    /// A copy of the data set whose test photographs and masks beyond the fitting third cannot be read.
    private static func copyWithoutTest(to url: URL) throws -> URL {
      let data = try Fixture.copyOfDataset(to: url)
      let dataset = try Dataset.open(data)
      let fitting = Set(dataset.fittingThird().fitting.map(\.id))
      for item in dataset.test where !fitting.contains(item.id) {
        for file in [item.image] + item.masks { try Data("no image".utf8).write(to: file) }
      }
      return data
    }

    @Test func aFewRealDefectsBecomeSamples() throws {
      let folder = try TemporaryFolder()
      let data = try Self.copyWithoutTest(to: folder["data"])
      let generator = folder["generator"]
      let running = try Program.start(Self.command(data, to: generator, steps: 3))
      while running.process.isRunning, !running.errorsSoFar.contains("train-generator  ") { usleep(2000) }
      running.process.interrupt()
      let stopped = running.wait()
      // A fast machine may be done before it hears.
      #expect(stopped.status == 128 + SIGINT || stopped.status == 0, "\(stopped.errors)")
      let trained = try Program.run(Self.command(data, to: generator, steps: 3))
      try #require(trained.status == 0 || stopped.status == 0, "\(trained.errors)")
      let types = try #require(
        (try Files.object(generator.appendingPathComponent("generator.json"))["plan"] as? [String: Any])?["types"]
          as? [String])
      #expect(types == (try Dataset.open(data)).defectTypes.filter { $0 != "good" })
      #expect(Files.exists(generator.appendingPathComponent("progress/000003.png")))

      let out = folder["samples"]
      let arguments = [
        "synthesize", data.path, "--generator", generator.path, "--side", "128", "--count", "6", "--out", out.path,
        "--trace", "--type", types[0], "--json", "--quiet",
      ]
      let made = try Program.run(arguments)
      try #require(made.status == 0, "\(made.errors)")
      #expect(try Files.object(Data(made.output.utf8))["families"] as? [String: Int] == ["diffusion": 6])
      let set = try SampleSet.open(out)
      for record in set.records {
        #expect(record.type == types[0])
        let (before, after) = (
          try Image.read(data.appendingPathComponent(record.source)), try Image.read(set.url(record.image))
        )
        let (mask, change) = (try Mask.read(set.url(record.mask)), after.change(from: before))
        let seen = mask.values.indices.filter { change.values[$0] > 0 }
        #expect(seen.allSatisfy { mask.values[$0] == 1 } && Double(seen.count) >= 0.95 * Double(mask.area))
        #expect(Files.exists(out.appendingPathComponent("trace/\(record.id).png")))
      }
      let picture = try Data(contentsOf: set.url("images/000003.png"))
      try FileManager.default.removeItem(at: set.url("images/000003.png"))
      #expect(try Program.run(arguments, environment: ["OMP_NUM_THREADS": "2"]).status == 0)
      #expect(try Data(contentsOf: set.url("images/000003.png")) == picture)
    }

    @Test func whatDoesNotFitIsSaid() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.dataset()
      let all = Self.command(data, to: folder["out"])
      let synthesize = ["synthesize", data.path, "--out", folder["samples"].path]
      let good = data.appendingPathComponent("train/good")
      for (arguments, message) in [
        (all + ["--type", "nonsense"], "unknown defect type 'nonsense'"),
        (all + ["--minutes", "1"], "one of the two"), (all + ["--size", "smal"], "did you mean 'small'"),
        (all.map { $0 == "128" ? "96" : $0 }, "is smaller than the 128 px"),
        (Self.command(good, to: folder["out"]), "no photograph of a defect"),
        (all + ["--constraint", "tight"], "literal"),
        (synthesize + ["--generator", "mechanism"], "did you mean 'mechanisms'"),
        (synthesize + ["--generator", folder.url.path], "blemish train-generator"),
        (synthesize + ["--type", "x"], "go with a --generator that was trained"),
        (synthesize + ["--generator", folder.url.path, "--mix", "physics:1"], "diffusion has no share"),
        (synthesize + ["--generator", folder.url.path, "--stages", "coarse"], "need no refining"),
      ] {
        let result = try Program.run(arguments)
        #expect(result.status != 0 && result.errors.contains(message), "\(message): \(result.errors)")
      }
    }
  }
}
