import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// What is gone on with is what was begun: contents count, not names.
  @Suite struct ResumeTests {
    /// A copy of the finished run and of its data.
    private func begun(in folder: borrowing TemporaryFolder) throws -> (data: URL, command: [String]) {
      let data = try Fixture.copyOfDataset(to: folder["data"])
      try FileManager.default.copyItem(at: Fixture.run().folder, to: folder["run"])
      return (data, ["run", data.path, "--out", folder["run"].path, "--resume"])
    }

    @Test func aFinishedRunOnMovedPhotographsStays() throws {
      let folder = try TemporaryFolder()
      let (_, command) = try begun(in: folder)
      let before = try Data(contentsOf: folder["run/model/detector.safetensors"])
      let result = try Program.run(command + Fixture.settings)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try Data(contentsOf: folder["run/model/detector.safetensors"]) == before)
    }

    @Test(arguments: ["train/good/002.png", "test/good/000.png", "ground_truth/tear/000_mask.png"])
    func replacedFilesAreNamed(_ path: String) throws {
      let folder = try TemporaryFolder()
      let (data, command) = try begun(in: folder)
      let url = data.appendingPathComponent(path)
      var image = try Image.read(url)
      image.pixels[image.area / 2] = 1 - image.pixels[image.area / 2]
      try image.writePNG(to: url)
      let result = try Program.run(command + Fixture.settings)
      #expect(result.status == 1)
      let name = path.hasPrefix("ground") ? "test/tear/000.png, mask 1" : path
      #expect(result.errors.contains("files changed: \(name)"), "\(result.errors)")
    }

    @Test(arguments: [
      (["--seed", "6"], "seed: 5 before, 6 now"),
      (["--set", "head.width=8"], "detector.head.width: 16 before, 8 now"),
      (["--severity", "0.2..0.9"], "defects.synthesis.leastSeverity: 0.1 before, 0.2 now"),
      (["--generator", "cut-paste"], "defects.generator: mechanisms before, cut-paste now"),
    ])
    func otherOptionsAreNamed(_ options: [String], _ difference: String) throws {
      let folder = try TemporaryFolder()
      let (_, command) = try begun(in: folder)
      let before = try Data(contentsOf: folder["run/config.json"])
      let result = try Program.run(command + Fixture.settings + options)
      #expect(result.status == 1)
      #expect(result.errors.contains(difference), "\(result.errors)")
      #expect(try Data(contentsOf: folder["run/config.json"]) == before)
    }

    @Test func samplesOfReplacedPhotographsAreNotMixed() throws {
      let folder = try TemporaryFolder()
      let data = try Fixture.copyOfDataset(to: folder["data"])
      let command = ["synthesize", data.path, "--out", folder["out"].path, "--side", "0", "--count"]
      #expect(try Program.run(command + ["2"]).status == 0)
      #expect(try Program.run(command + ["3"]).status == 0)
      let files = FileManager.default
      try files.removeItem(at: data.appendingPathComponent("train/good/004.png"))
      try files.moveItem(
        at: data.appendingPathComponent("test/good/000.png"), to: data.appendingPathComponent("train/good/004.png"))
      let result = try Program.run(command + ["4"])
      #expect(result.status == 1)
      #expect(result.errors.contains("files changed: train/good/004.png"), "\(result.errors)")
    }

    @Test func aTrainingOnOtherSamplesIsNotGoneOnWith() throws {
      let folder = try TemporaryFolder()
      let samples = folder["samples"]
      try FileManager.default.copyItem(at: Fixture.run().folder.appendingPathComponent("synthetic"), to: samples)
      let command =
        ["train", try Fixture.dataset().path, "--samples", samples.path, "--out", folder["model"].path]
        + Fixture.settings
      let running = try Program.start(command)
      while running.process.isRunning, !running.errorsSoFar.contains("head  ") { usleep(2000) }
      kill(running.process.processIdentifier, SIGKILL)
      _ = running.wait()
      let picture = samples.appendingPathComponent("images/000001.png")
      var image = try Image.read(picture)
      image.pixels[0] = 1 - image.pixels[0]
      try image.writePNG(to: picture)
      let result = try Program.run(command + ["--resume"])
      #expect(result.status == 1 && result.errors.contains("samples: "), "\(result.errors)")
    }

    /// The second of two processes is told, and does no harm.
    @Test func aFolderHasOneWriter() throws {
      let folder = try TemporaryFolder()
      let command = ["train", try Fixture.dataset().path, "--out", folder["model"].path] + Fixture.settings
      let running = try Program.start(command)
      while running.process.isRunning, !running.errorsSoFar.contains("features") { usleep(2000) }
      // A fast machine would be done before the second begins.
      kill(running.process.processIdentifier, SIGSTOP)
      let second = try Program.run(command)
      kill(running.process.processIdentifier, SIGCONT)
      #expect(second.status == 1)
      #expect(second.errors.contains("model: another blemish is writing there"), "\(second.errors)")
      #expect(running.wait().status == 0)
    }

    @Test func partsOfOneSetGoTogether() throws {
      let folder = try TemporaryFolder()
      let command = ["synthesize", try Fixture.dataset().path, "--out", folder["out"].path, "--count", "6", "--shard"]
      let running = try (1...3).map { try Program.start(command + ["\($0)/3"]) }
      for part in running {
        let result = part.wait()
        #expect(result.status == 0, "\(result.errors)")
      }
      #expect(try Files.below(folder["out/images"]).count == 6)
    }
  }
}
