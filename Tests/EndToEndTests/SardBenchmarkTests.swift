import Datasets
import Foundation
import ProductLine
import Testing

extension EndToEnd {
  /// `blemish benchmark sard`: the protocol of the few-shot generators on a tiny scale.
  @Suite struct SardBenchmarkTests {
    /// A data set with two defects of each type, one of which may be looked at.
    private func dataset(in folder: borrowing TemporaryFolder) throws -> URL {
      try ProductLine(.denim, seed: 3, size: 96)
        .write(to: folder.url, counts: .init(train: 4, testGood: 1, testDefective: 2 * Product.denim.defectTypes.count))
    }

    private func command(_ data: URL, _ out: URL, _ more: [String] = []) -> [String] {
      [
        "benchmark", "sard", data.path, "--out", out.path, "--count", "2", "--seeds", "4", "--networks", "efficientnet",
        "--steps", "2", "--side", "32", "--sample-side", "64",
      ] + more
    }

    @Test func generatorsAreComparedAndCellsAreNotRepeated() throws {
      let folder = try TemporaryFolder()
      let (data, out) = (try dataset(in: folder), folder["out"])
      let all = command(
        data, out,
        [
          "--generators", "cut-paste,physics,real", "--generator",
          "marks=--families scratch --severity 0.5..1", "--mixture", "half=cut-paste:0.5,marks:0.5",
          "--mixture", "both=cut-paste:1,marks:1",
        ])
      let first = try Program.run(all)
      try #require(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("| cut-paste | physics | real | marks | half | both |"))
      for title in ["## mean_over_types.miou", "## binary.accuracy", "## kernel_distance", "## intra_cluster_distance"]
      {
        #expect(first.output.contains(title))
      }
      #expect(try Files.text(out.appendingPathComponent("results.md")) == first.output.dropLast().description)
      let types = Product.denim.defectTypes.count
      for (name, count) in [("cut-paste", 2 * types), ("physics", 2 * types), ("real", types), ("marks", 2 * types)] {
        let manifest = out.appendingPathComponent("samples/denim/\(name)/seed-4/manifest.jsonl")
        #expect(try Files.text(manifest).split(separator: "\n").count == count, "\(name)")
      }
      let results = try Files.object(out.appendingPathComponent("results.json"))
      let cells = try #require((results["networks"] as? [String: [[String: Any]]])?["efficientnet"])
      #expect(cells.count == 6)
      let again = try Program.run(all)
      #expect(again.output == first.output)
      #expect(!again.errors.contains(" of 6") && !again.errors.contains("training"))
      // A sample set of another budget is another experiment.
      let other = try Program.run(command(data, out, ["--generators", "cut-paste", "--count", "3"]))
      #expect(other.status != 0 && other.errors.contains("other options"))
      // So is another version's way of training.
      let record = out.appendingPathComponent("efficientnet/denim/cut-paste/seed-4/cell.json")
      var cell = try Files.object(record)
      var options = try #require(cell["options"] as? [String])
      options[try #require(options.firstIndex(of: "--training")) + 1] = "0123abcd"
      cell["options"] = options
      try JSONSerialization.data(withJSONObject: cell).write(to: record)
      let former = try Program.run(all)
      #expect(former.status != 0 && former.errors.contains("other options"))
    }

    @Test func partsInProcessesOfTheirOwnGiveTheSame() throws {
      let folder = try TemporaryFolder()
      let data = try dataset(in: folder)
      func command(_ out: String, _ more: [String]) -> [String] {
        self.command(data, folder[out], ["--seeds", "1,2", "--generators", "cut-paste,physics"] + more)
      }
      let serial = try Program.run(command("serial", ["--threads", "1"]))
      try #require(serial.status == 0, "\(serial.errors)")
      let parallel = try Program.run(command("parallel", ["--jobs", "2", "--threads=1"]))
      #expect(parallel.status == 0 && parallel.output == serial.output, "\(parallel.errors)")
      #expect(!parallel.errors.contains("training"))
      let part = try Program.run(command("part", ["--shard", "2/2", "--threads", "1"]))
      #expect(part.status == 0, "\(part.errors)")
      let cells = folder["part/efficientnet/denim/physics"]
      #expect(Files.exists(cells.appendingPathComponent("seed-2/metrics.json")))
      #expect(!Files.exists(cells.appendingPathComponent("seed-1")))
      let both = try Program.run(command("part", ["--shard", "2/2", "--jobs", "2"]))
      #expect(both.status != 0 && both.errors.contains("--jobs and --shard"))
      // A part that fails stops the others and is named.
      let place = folder["broken/samples/denim/physics"]
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("no folder".utf8).write(to: place.appendingPathComponent("seed-2"))
      let broken = try Program.run(command("broken", ["--jobs", "2"]))
      #expect(broken.status != 0 && broken.errors.contains("--shard 2/2"), "\(broken.errors)")
    }

    @Test func samplesMadeBeforeTakePart() throws {
      let folder = try TemporaryFolder()
      let (data, out) = (try dataset(in: folder), folder["out"])
      let made = try Program.run([
        "synthesize", data.path, "--out", folder["made/denim"].path, "--count", "20", "--side", "64", "--quiet",
      ])
      try #require(made.status == 0, "\(made.errors)")
      let path = folder["made"].path
      let result = try Program.run(
        command(data, out, ["--generators", "cut-paste", "--samples", "mine=\(path)/{category}", "--json"]))
      try #require(result.status == 0, "\(result.errors)")
      let object = try Files.object(Data(result.output.utf8))
      #expect((object["fidelity"] as? [[String: Any]])?.count == 2)
      // A generator that has seen what is for testing is found out by what its samples say.
      let settings = folder["made/denim/synthesis.json"]
      var text = try Files.object(settings)
      text["learnedFrom"] = [try SHA256.hexDigest(ofFile: data.appendingPathComponent("test/tear/001.png"))]
      try JSONSerialization.data(withJSONObject: text).write(to: settings)
      let leak = try Program.run(command(data, folder["leak"], ["--samples", "mine=\(path)/{category}"]))
      #expect(leak.status != 0 && leak.errors.contains("learned from test/tear/001.png"), "\(leak.errors)")
      let few = try Program.run(
        command(data, folder["few"], ["--samples", "mine=\(path)/{category}", "--count", "50"]))
      #expect(few.status != 0 && few.errors.contains("holds 20 samples"))
    }

    @Test func mistakesStopBeforeTheFirstCell() throws {
      let folder = try TemporaryFolder()
      let (data, out) = (try dataset(in: folder), folder["out"])
      for (more, message) in [
        (["--generators", "cut-past"], "did you mean 'cut-paste'"),
        (["--generator", "nameless"], "NAME=OPTIONS"),
        (["--mixture", "m=physics:0.5,diffusion:0.5"], "no generator is named diffusion"),
        (["--mixture", "m=physics:0.5,cut-paste:0.2"], "sum to less than 1"),
        (["--samples", "physics=/nowhere"], "two generators are named physics"),
        (["--reference", "physic"], "did you mean 'physics'"), (["--networks", "segforme"], "segformer"),
        (["--seeds", "1,x"], "x is not a whole number"), (["--side", "16"], "at least 32"),
        (["--mechanisms-first", "1.5"], "lies in 0 ... 1"), (["--mixture", "m=physics:1.5"], "at most 1"),
      ] {
        let result = try Program.run(command(data, out, more))
        #expect(result.status != 0 && result.errors.contains(message), "\(more): \(result.errors)")
      }
      #expect(!Files.exists(out))
      let bare = try Program.run(command(try Fixture.run().folder, out))
      #expect(bare.status != 0)
    }
  }
}
