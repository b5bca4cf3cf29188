import Imaging
import Torch

/// Reads images and describes them on a canvas, batch by batch.
struct DescriptorReader {
  let describe: PatchDescriber
  let canvas: WorkingCanvas

  /// The descriptors of `count` images in half precision; decoding runs on all cores.
  func read(
    _ count: Int, progress: (Int) -> Void, isCancelled: () -> Bool, image: @Sendable (Int) throws -> Image
  ) throws -> PatchDescriptors {
    var parts: [PatchDescriptors] = []
    for start in stride(from: 0, to: count, by: 8) {
      if isCancelled() { throw DetectionError.interrupted(checkpoint: nil) }
      let indices = Array(start..<min(count, start + 8))
      let images = try concurrentMap(indices, image)
      let batch = ImageBatch.tensor(images, on: canvas).to(describe.device)
      parts.append(withoutGradients { describe(batch).halved() })
      progress(start + indices.count)
    }
    return PatchDescriptors.concatenated(parts)
  }
}
