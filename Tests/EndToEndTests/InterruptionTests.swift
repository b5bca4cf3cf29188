import Foundation
import Testing

extension EndToEnd {
  /// Runs that are stopped, and go on.
  @Suite struct InterruptionTests {
    @Test func afterAKillTheResultIsTheSame() throws {
      let folder = try TemporaryFolder()
      let out = folder["run"]
      let command = ["run", try Fixture.dataset().path, "--out", out.path] + Fixture.settings
      #expect(try stop(command, with: SIGKILL).status == SIGKILL)
      #expect(!Files.exists(out.appendingPathComponent("metrics.json")))
      #expect(!Files.exists(out.appendingPathComponent("model/detector.json")))
      try expectTheSameResult(of: command + ["--resume"], in: out)
    }

    @Test func afterAnInterruptTheResultIsTheSame() throws {
      let folder = try TemporaryFolder()
      let out = folder["run"]
      let checkpoint = out.appendingPathComponent("model/checkpoint.safetensors")
      let command = ["run", try Fixture.dataset().path, "--out", out.path] + Fixture.settings
      let result = try stop(command, with: SIGINT)
      #expect(result.status == 128 + SIGINT)
      #expect(result.errors.contains("--resume"))
      #expect(Files.exists(checkpoint))
      #expect(try stop(command + ["--resume"], with: SIGKILL).status == SIGKILL)
      #expect(Files.exists(checkpoint))
      try expectTheSameResult(of: command + ["--resume"], in: out)
      #expect(!Files.exists(checkpoint))
    }

    @Test func anotherTrainingsCheckpointIsRefused() throws {
      let folder = try TemporaryFolder()
      let (model, samples) = (folder["model"], try Fixture.run().folder.appendingPathComponent("synthetic"))
      let command = ["train", try Fixture.dataset().path, "--out", model.path, "--samples", samples.path]
      #expect(try stop(command + Fixture.settings, with: SIGTERM).status == 128 + SIGTERM)
      let result = try Program.run(command + Fixture.settings + ["--set", "headWeight=0.5", "--resume"])
      #expect(result.status != 0)
      #expect(result.errors.contains("detect.headWeight: "), "\(result.errors)")
      #expect(!Files.exists(model.appendingPathComponent("detector.json")))
    }

    /// Sends a signal once the head's training has begun.
    private func stop(_ command: [String], with signal: Int32) throws -> Program.Result {
      let running = try Program.start(command)
      while running.process.isRunning, !running.errorsSoFar.contains("head  ") { usleep(2000) }
      kill(running.process.processIdentifier, signal)
      return running.wait()
    }

    private func expectTheSameResult(of command: [String], in out: URL) throws {
      let (whole, result) = (try Fixture.run().folder, try Program.run(command))
      try #require(result.status == 0, "\(result.errors)")
      #expect(try Files.measures(of: out) == Files.measures(of: whole))
      for path in ["predictions.csv", "synthetic/manifest.jsonl", "model/detector.safetensors"] {
        #expect(
          try Data(contentsOf: out.appendingPathComponent(path))
            == Data(contentsOf: whole.appendingPathComponent(path)), "\(path)")
      }
    }
  }
}
