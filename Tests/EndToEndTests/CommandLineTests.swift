import Foundation
import Testing

extension EndToEnd {
  /// Words that the program does not know, and places it cannot write to.
  @Suite struct CommandLineTests {
    @Test(arguments: [
      (["rnu", "data"], "unknown verb 'rnu'; did you mean 'run'?"),
      (["run", "data", "--out", "x", "--profil", "quick"], "'--profile'"),
      (["run", "data", "--out", "x", "--profile", "quik"], "unknown profile 'quik'; did you mean 'quick'?"),
      (["run", "data", "--out", "x", "--device", "cdua"], "unknown device 'cdua'; did you mean 'cuda'?"),
      (["run", "data", "--out", "x", "--layout", "mvtek"], "unknown layout 'mvtek'; did you mean 'mvtec'?"),
      (["run", "data", "--out", "x", "--weights", "lerned"], "unknown weighting 'lerned'; did you mean 'learned'?"),
      (["run", "data", "--out", "x", "--seed", "-1"], "seed"),
      (["run", "data"], "--out"),
      (["synthesize", "data", "--out", "x", "--families", "fracture-lin"], "did you mean 'fracture-line'?"),
      (["synthesize", "data", "--out", "x", "--families", "standart"], "did you mean 'standard'?"),
      (["synthesize", "data", "--out", "x", "--families", ","], "--families ,: no family has been named"),
      (["synthesize", "data", "--out", "x", "--severity", "0.8..0.2"], "--severity 0.8..0.2: two numbers from 0 to 1"),
      (["synthesize", "data", "--out", "x", "--severity", "0.2..0.5..b"], "two numbers from 0 to 1"),
      (["run", "data", "--out", "x", "--generator", "perlin-textur"], "did you mean 'perlin-texture'?"),
      (["run", "data", "--out", "x", "--generator", "cut-paste", "--families", "all"], "cut-paste has none"),
      (["run", "data", "--out", "x", "--sound-only"], "--sound-only: goes with --spoil"),
      (["run", "data", "--out", "x", "--threads", "0"], "--threads 0: at least 1 is needed"),
    ])
    func theNearestWordIsSuggested(_ command: [String], _ message: String) throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.dataset().path
      let result = try Program.run(command.map { $0 == "data" ? data : $0 }, in: folder.url)
      #expect(result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(try Files.below(folder.url).isEmpty)
    }

    @Test(arguments: [
      ("head.stepz=5", "unknown setting 'head.stepz'; did you mean 'head.steps'?"),
      ("side=large", "--set side=large: the value is no number"),
      ("side=[1]", "--set side=[1]: the value has the wrong type"),
      ("side", "--set side: a name and a value"),
      ("side=100", "side: 100 is neither 0 nor a multiple of 32"),
      ("validationShare=1", "validationShare: 1.0 is not between 0 and 1"),
      ("memorySize=0", "memorySize: "),
      ("samples=-3", "samples: "),
      ("head.rate=-1", "head.rate: "),
      ("head.width=0", "head.width: "),
      ("scoreShare=0", "scoreShare: "),
    ])
    func settingsAreChecked(_ setting: String, _ message: String) throws {
      let folder = try TemporaryFolder()
      let result = try Program.run(
        ["run", Fixture.dataset().path, "--out", folder["out"].path, "--profile", "quick", "--set", setting])
      #expect(result.status == 1 || result.status == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!Files.exists(folder["out"]))
    }

    @Test func tilesAreLargeEnough() throws {
      let folder = try TemporaryFolder()
      let result = try Program.run(["run", Fixture.dataset().path, "--out", folder["out"].path, "--tile", "5"])
      #expect(result.status == 1)
      #expect(result.errors.contains("tiling: tiles of 5 px that overlap by 1 px: 32 px is the least"))
      #expect(!Files.exists(folder["out"]))
    }

    @Test func aFinishedRunIsNotOverwritten() throws {
      let run = try Fixture.run().folder
      let before = try Data(contentsOf: run.appendingPathComponent("metrics.json"))
      let result = try Program.run(["run", Fixture.dataset().path, "--out", run.path] + Fixture.settings)
      #expect(result.status == 1)
      #expect(result.errors.contains("holds a run already; go on with --resume, or choose another --out"))
      #expect(try Data(contentsOf: run.appendingPathComponent("metrics.json")) == before)
    }

    @Test(arguments: ["run", "train", "synthesize", "evaluate", "predict"])
    func aFileIsNoFolder(_ verb: String) throws {
      let folder = try TemporaryFolder()
      let out = folder["out"]
      try Data("kept".utf8).write(to: out)
      let data = try Fixture.dataset().path
      let command =
        switch verb {
        case "evaluate": [verb, try Fixture.model().path, data]
        case "predict": [verb, try Fixture.model().path, data + "/test"]
        case "synthesize": [verb, data, "--count", "2"]
        default: [verb, data] + Fixture.settings
        }
      let result = try Program.run(command + ["--out", out.path])
      #expect(result.status == 1)
      #expect(result.errors.contains(out.path), "\(result.errors)")
      #expect(try Files.text(out) == "kept")
    }

    @Test func resultsAreNotWrittenAmongThePhotographs() throws {
      let folder = try TemporaryFolder()
      let photographs = folder["photographs"]
      try FileManager.default.copyItem(at: Fixture.dataset().appendingPathComponent("train/good"), to: photographs)
      let out = photographs.appendingPathComponent("result")
      let result = try Program.run(["run", photographs.path, "--out", out.path])
      #expect(result.status == 1)
      #expect(result.errors.contains("result: lies in the data set"))
      #expect(!Files.exists(out))
    }

    @Test func aMalformedManifestIsNamed() throws {
      let folder = try TemporaryFolder()
      try Data(#"{"id": 3}"#.utf8).write(to: folder["manifest.jsonl"])
      let command = ["run", try Fixture.dataset().path, "--samples", folder.url.path, "--out", folder["out"].path]
      let result = try Program.run(command)
      #expect(result.status == 1)
      #expect(result.errors.contains("manifest.jsonl, line 1: no sample record"))
      #expect(!Files.exists(folder["out"]))
    }

    @Test func theProgramIsFoundOnThePath() throws {
      let result = try Program.shell(#"cd /; PATH="$(dirname "$1"):$PATH"; shift; exec blemish "$@""#, ["doctor"])
      #expect(result.status == 0, "\(result.output)")
    }

    @Test func missingDataIsNamed() throws {
      let folder = try TemporaryFolder()
      let result = try Program.run(["run", folder["nirgends"].path, "--out", folder["out"].path])
      #expect(result.status == 1)
      #expect(result.errors.contains("nirgends: no such data set"))
      #expect(!Files.exists(folder["out"]))
    }
  }
}
