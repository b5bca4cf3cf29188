import Imaging
import Torch

/// Reads images and describes them on a canvas, batch by batch.
struct DescriptorReader {
  let describe: PatchDescriber
  let canvas: WorkingCanvas

  /// The descriptors of `count` images in half precision; decoding runs on all cores.
  /// - Parameters:
  ///   - progress: called with the images done, after each batch.
  ///   - isCancelled: asked before each batch.
  ///   - image: reads an image by its number.
  ///   - note: takes from each image what else is needed of it, so that it is read once.
  /// - Throws: what `image` throws; `DetectionError.interrupted`.
  func read<Note: Sendable>(
    _ count: Int, progress: (Int) -> Void, isCancelled: () -> Bool, image: @Sendable (Int) throws -> Image,
    note: @Sendable (Image) -> Note
  ) throws -> (descriptors: PatchDescriptors, notes: [Note]) {
    var parts: [PatchDescriptors] = []
    var notes: [Note] = []
    for start in stride(from: 0, to: count, by: 8) {
      if isCancelled() { throw DetectionError.interrupted(checkpoint: nil) }
      let indices = Array(start..<min(count, start + 8))
      let images = try concurrentMap(indices, image)
      let batch = ImageBatch.tensor(images, on: canvas).to(describe.device)
      parts.append(withoutGradients { describe(batch).halved() })
      notes += concurrentMap(images.count) { note(images[$0]) }
      progress(start + indices.count)
    }
    return (PatchDescriptors.concatenated(parts), notes)
  }
}
