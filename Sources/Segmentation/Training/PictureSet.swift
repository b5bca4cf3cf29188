import Datasets
import Foundation
import Imaging
import Randomness
import Torch

/// All pictures of a training, in memory: samples with their masks, good photographs, and the samples' decoys.
struct PictureSet: Sendable {
  let samples: [LabelledPicture]
  /// Those of the samples that are learned.
  let learned: [LabelledPicture]
  /// The others.
  let others: [LabelledPicture]
  let good: [LabelledPicture]
  let decoys: [LabelledPicture]

  /// - Parameters:
  ///   - progress: called with the pictures read and their number.
  /// - Throws: `SegmentationError.noSamples`, `.maskSize`, `.unknownClass`, `.interrupted`; `ImagingError`.
  init(
    _ set: SampleSet, good: [DatasetItem], configuration: SegmenterConfiguration, progress: (Int, Int) -> Void,
    isCancelled: () -> Bool
  ) throws {
    guard !set.records.isEmpty else { throw SegmentationError.noSamples(path: set.folder.path) }
    let decoys = set.records.compactMap(\.decoy)
    let total = set.records.count + good.count + decoys.count
    let side = configuration.side
    func read(_ count: Int, after done: Int, _ picture: @Sendable (Int) throws -> LabelledPicture) throws
      -> [LabelledPicture]
    {
      var pictures: [LabelledPicture] = []
      for start in stride(from: 0, to: count, by: 16) {
        if isCancelled() { throw SegmentationError.interrupted(checkpoint: nil) }
        pictures += try concurrentMap(Array(start..<min(count, start + 16)), picture)
        progress(done + pictures.count, total)
      }
      return pictures
    }
    samples = try read(set.records.count, after: 0) { index in
      let record = set.records[index]
      let image = try Image.read(set.url(record.image))
      let mask = try Mask.read(set.url(record.mask))
      guard (mask.width, mask.height) == (image.width, image.height) else {
        throw SegmentationError.maskSize(path: set.url(record.mask).path)
      }
      let label = try configuration.label(of: record.kind)
      return LabelledPicture(image, mask: mask, label: label, side: side)
    }
    learned = zip(samples, set.records).filter { $1.isLearned }.map(\.0)
    others = zip(samples, set.records).filter { !$1.isLearned }.map(\.0)
    self.good = try read(good.count, after: samples.count) { index in
      LabelledPicture(try good[index].readImage(), mask: nil, label: 0, side: side)
    }
    self.decoys = try read(decoys.count, after: samples.count + good.count) { index in
      LabelledPicture(try Image.read(set.url(decoys[index])), mask: nil, label: 0, side: side)
    }
  }

  /// The samples that a step draws from.
  private func samples(at step: Int, _ training: SegmentationTraining) -> [LabelledPicture] {
    guard training.mechanismsFirst > 0, !learned.isEmpty, !others.isEmpty else { return samples }
    return Double(step) < training.mechanismsFirst * Double(training.steps) ? others : learned
  }

  /// Draws a batch: pictures `[N, 3, side, side]` and labels, int64 `[N, side, side]`, samples first, then
  /// good photographs, then decoys, where there are any. It depends on the step and the stream alone.
  func batch(
    _ training: SegmentationTraining, step: Int, using stream: RandomStream
  ) -> (pictures: Tensor, labels: Tensor) {
    let samples = samples(at: step, training)
    func count(_ share: Double, of pictures: [LabelledPicture]) -> Int {
      pictures.isEmpty ? 0 : Int((Double(training.batch) * share).rounded())
    }
    let firstDecoy = training.batch - count(training.decoys, of: decoys)
    let firstGood = firstDecoy - count(training.negatives, of: good)
    let samplers = (0..<training.batch).map { position -> ViewSampler in
      var own = stream.split(position)
      let picture = own.pick(position < firstGood ? samples : position < firstDecoy ? good : decoys)
      return ViewSampler(picture: picture, view: training.augmentation.draw(side: picture.side, using: &own))
    }
    let side = samples[0].side
    let shape = [training.batch, side, side]
    let pictures = Tensor(shape: [training.batch, 3, side, side], of: Float.self) { output in
      Self.fill(samplers, output.baseAddress!, 3 * side * side) { $0.writeSamples(to: $1) }
    }
    let labels = Tensor(shape: shape, of: Int64.self) { output in
      Self.fill(samplers, output.baseAddress!, side * side) { $0.writeLabels(to: $1) }
    }
    return (pictures, labels)
  }

  private static func fill<Element>(
    _ samplers: [ViewSampler], _ output: UnsafeMutablePointer<Element>, _ count: Int,
    _ write: @Sendable (ViewSampler, UnsafeMutablePointer<Element>) -> Void
  ) {
    // Each picture has a part of the output of its own, which the compiler cannot see.
    nonisolated(unsafe) let output = output
    _ = concurrentMap(samplers.count) { write(samplers[$0], output + $0 * count) }
  }
}
