import Imaging
import Torch

/// Images on a detector's canvas, as tensors.
enum ImageBatch {
  /// `[N, 3, height, width]` in [0, 1] from images; grey ones become three equal channels.
  static func tensor(_ images: [Image], on canvas: WorkingCanvas) -> Tensor {
    let fitted = concurrentMap(images.count) { canvas.lay(images[$0].converted(toChannels: 3)) }
    return Tensor(shape: [images.count, 3, canvas.height, canvas.width], of: Float.self) { buffer in
      for (index, image) in fitted.enumerated() {
        image.pixels.withUnsafeBufferPointer {
          (buffer.baseAddress! + index * $0.count).update(from: $0.baseAddress!, count: $0.count)
        }
      }
    }
  }
}
