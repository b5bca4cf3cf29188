import Randomness

/// What the head is trained on, and what is kept from it to judge the training by.
///
/// Parted by photographs: a defect on a photograph that the head knows would be judged too well.
struct HeldOutSamples {
  /// Images that the head is trained on.
  let training: HeadBatch.Choice
  /// Samples, and good images of the same photographs, that the head never trains on.
  let judges: HeadBatch.Choice

  /// - Parameter share: of the samples to hold out, at least; at least one sample is left to train on.
  init(_ set: TrainingSet, share: Double, seed: UInt64) {
    let held = Self.photographs(set.records.map(\.source), share: share, seed: seed)
    let samples = Dictionary(grouping: set.records.indices) { held.contains(set.records[$0].source) }
    var good = Dictionary(grouping: set.goodSources.indices) { held.contains(set.goodSources[$0]) }
    // The memory may hold no other photographs; the head cannot do without good ones.
    if good[false] == nil { (good[false], good[true]) = (good[true], nil) }
    training = .init(samples: samples[false] ?? [], good: good[false] ?? [])
    judges = .init(samples: samples[true] ?? [], good: good[true] ?? [])
  }

  /// Photographs at random until they carry that share of the samples, but never all.
  private static func photographs(_ sources: [String], share: Double, seed: UInt64) -> Set<String> {
    let carried = Dictionary(grouping: sources) { $0 }.mapValues(\.count)
    var stream = RandomStream(seed: seed, key: "detector/held out")
    let needed = share * Double(sources.count)
    var (held, count) = (Set<String>(), 0)
    for photograph in stream.shuffled(carried.keys.sorted()).dropLast() where Double(count) < needed {
      held.insert(photograph)
      count += carried[photograph] ?? 0
    }
    return held
  }
}
