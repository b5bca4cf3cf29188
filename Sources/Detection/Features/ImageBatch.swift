import Imaging
import Torch

/// Decoding photographs into tensors, on all cores.
enum ImageBatch {
  /// `[N, 3, side, side]` in [0, 1] from images; grey ones become three equal channels.
  static func tensor(_ images: [Image], side: Int) -> Tensor {
    Tensor(shape: [images.count, 3, side, side], of: Float.self) { buffer in
      for (index, image) in images.enumerated() {
        let fitted = image.converted(toChannels: 3).resized(width: side, height: side)
        fitted.pixels.withUnsafeBufferPointer {
          (buffer.baseAddress! + index * 3 * side * side).update(from: $0.baseAddress!, count: $0.count)
        }
      }
    }
  }
}
