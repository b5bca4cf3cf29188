import Datasets
import Foundation
import Physics
import Synchronization
import Synthesis
import Testing

/// The same bytes however many threads make samples at a time, solvers that use threads of their own included.
@Suite struct ThreadTests {
  private static let families = DefectFamily.allCases

  /// Samples 0 ..< `count`, dealt to `threads` threads.
  private func samples(
    _ count: Int, threads: Int, of synthesizer: SampleSynthesizer, on photographs: [DatasetItem]
  ) throws -> [SyntheticSample] {
    let made = Mutex<[Int: Result<SyntheticSample, any Error>]>([:])
    let finished = DispatchSemaphore(value: 0)
    for part in 0..<threads {
      Thread {
        for index in stride(from: part, to: count, by: threads) {
          let sample = Result { try synthesizer.sample(index, photographs: photographs, seed: 5) }
          made.withLock { $0[index] = sample }
        }
        finished.signal()
      }.start()
    }
    for _ in 0..<threads { finished.wait() }
    return try made.withLock { all in try (0..<count).map { try #require(all[$0]).get() } }
  }

  @Test func anyNumberOfThreadsGivesTheSameSamples() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    var configuration = SynthesisConfiguration()
    configuration.families = Self.families
    configuration.coherence = .init()
    let synthesizer = try SampleSynthesizer(configuration)
    let count = 2 * Self.families.count
    let alone = try samples(count, threads: 1, of: synthesizer, on: photographs)
    // A family that does not show on a small photograph of noise gives its turn to another.
    #expect(Set(alone.map(\.record.family)).count >= Self.families.count - 2)
    for threads in [2, 8] {
      let together = try samples(count, threads: threads, of: synthesizer, on: photographs)
      for (a, b) in zip(alone, together) {
        #expect(a.record == b.record)
        #expect(a.image == b.image && a.mask == b.mask && a.coverage == b.coverage)
      }
    }
  }
}
