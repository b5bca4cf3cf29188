import Foundation
import Testing
import Torch

/// Training that is interrupted, and goes on.
struct ResumableTrainingTests {
  /// Adds the number of each step to a value, which is the loss.
  private final class Sum {
    let value = Tensor.zeros([1])

    func train(
      _ name: String = "a", until limit: Int = .max, resume: Bool = false, checkpoint: URL?, spoiledAt: Int? = nil
    ) throws -> [Double] {
      var losses: [Double] = []
      try ResumableTraining(identity: name, steps: 10, checkpoint: checkpoint).run(
        parameters: [value], resume: resume
      ) {
        value.copy_(try $0.part("sum")["value"]!)
      } save: {
        $0["sum"] = ["value": value]
      } progress: {
        losses.append($1)
      } isCancelled: {
        losses.count >= limit
      } step: { number in
        value.copy_(value + (number == spoiledAt ? .nan : Double(number)))
        return try value.item
      }
      return losses
    }
  }

  private func withFile(_ body: (URL) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file)
  }

  @Test func goingOnGivesWhatOneTrainingGives() throws {
    try withFile { file in
      let whole = Sum()
      let losses = try whole.train(checkpoint: nil)
      let sum = try whole.value.item
      #expect(losses.count == 10 && sum == 45)
      #expect(throws: TrainingStop.interrupted(checkpoint: file.path)) {
        try Sum().train(until: 4, checkpoint: file)
      }
      let rest = Sum()
      let others = try rest.train(resume: true, checkpoint: file)
      #expect(others == Array(losses[4...]))
      let reached = try rest.value.item
      #expect(reached == 45)
    }
  }

  @Test func theCheckpointOfAnotherTrainingIsRefused() throws {
    try withFile { file in
      #expect(throws: TrainingStop.interrupted(checkpoint: file.path)) {
        try Sum().train(until: 1, checkpoint: file)
      }
      #expect(throws: TrainingStop.otherTraining(checkpoint: file.path)) {
        try Sum().train("b", resume: true, checkpoint: file)
      }
      let afresh = try Sum().train("b", checkpoint: file)
      #expect(afresh.count == 10, "from the start, the file is not looked at")
    }
  }

  @Test func whatIsNoNumberIsNoResult() {
    #expect(throws: TrainingStop.diverged(step: 10)) { try Sum().train(checkpoint: nil, spoiledAt: 3) }
  }
}
