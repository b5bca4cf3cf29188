import Foundation
import Imaging
import Torch

/// Gives each pixel of photographs of one product a class: background, or a kind of defect. Trained on synthetic samples
/// and tested on real defects it judges where the samples come from.
public struct Segmenter: Sendable {
  /// How it was made.
  public let configuration: SegmenterConfiguration
  /// Fingerprint of the training data and of the backbone's first weights.
  public let fingerprint: String
  /// The run's seed.
  public let seed: UInt64
  /// Seconds that training took.
  public let trainSeconds: Double
  /// SHA-256 digests of the real photographs that the samples' generator has learned from; nothing is to be measured on them.
  public let learnedFrom: [String]
  let network: any SegmentationNetwork
  let device: Device

  /// The probability of each class, background first, at each pixel of each image; they sum to 1. Means over the mirror
  /// images that training showed too: what is seen from one side only is rarely a defect. A caller with many images hands
  /// them over in batches of about 8.
  public func probabilities(_ images: [Image]) -> [[Plane]] {
    guard !images.isEmpty else { return [] }
    let side = configuration.side
    let batch = Tensor(shape: [images.count, 3, side, side], of: Float.self) { buffer in
      nonisolated(unsafe) let output = buffer.baseAddress!
      _ = concurrentMap(images.count) { index in
        let fitted = images[index].converted(toChannels: 3).resized(width: side, height: side)
        fitted.pixels.withUnsafeBufferPointer {
          (output + index * 3 * side * side).update(from: $0.baseAddress!, count: $0.count)
        }
      }
    }
    let maps = withoutGradients { probabilities(batch.to(device)) }
    let (values, classes, area) = (maps.to(.cpu).contiguous().array(of: Float.self), maps.shape[1], side * side)
    return concurrentMap(images.count) { index in
      (0..<classes).map { label in
        let start = (index * classes + label) * area
        return Plane(width: side, height: side, values: Array(values[start..<start + area]))
          .resized(width: images[index].width, height: images[index].height)
      }
    }
  }

  /// Probabilities `[N, classes, H, W]` of pictures `[N, 3, H, W]`.
  private func probabilities(_ pictures: Tensor) -> Tensor {
    let augmentation = configuration.training.augmentation
    let mirrorings = [[]] + (augmentation.flipsHorizontally ? [[3]] : [])
    let all = mirrorings + (augmentation.flipsVertically ? mirrorings.map { [2] + $0 } : [])
    let views = all.map { network(pictures.flip($0).channelsLast()).main.softmax(1).flip($0) }
    return views.dropFirst().reduce(views[0], +) / Double(views.count)
  }
}
