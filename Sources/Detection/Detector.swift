import Datasets
import Foundation
import Imaging
import Torch

/// Finds defects in photographs of one product.
///
/// Two opinions are added: how far each patch is from the nearest patches of good parts in the features of a frozen
/// backbone (Roth et al., "PatchCore", CVPR 2022; here four memories, see ``MemoryKind``), and what a small head
/// has learned from synthetic defects about which deviations matter. Everything is calibrated on good images so that 0.5
/// is the threshold.
public struct Detector: Sendable {
  /// How it was made.
  public let configuration: DetectorConfiguration
  /// Fingerprint of the training data and settings.
  public let fingerprint: String
  /// The run's seed.
  public let seed: UInt64
  /// Seconds that training took.
  public let trainSeconds: Double
  /// SHA-256 digests of the real photographs that the samples' generator has learned from; nothing is to be measured on them.
  public let learnedFrom: [String]
  /// How much each synthetic sample counted; `nil` where all counted alike, and in a loaded detector.
  public let weights: WeightTable?
  let computer: MapComputer
  package let calibration: Calibration

  /// What this detector says about images, all at once; a caller with many hands them over in batches of about 8.
  ///
  /// An image of another size than the detector's is resized, and the map is resized back.
  public func predict(_ images: [Image]) -> [Prediction] {
    guard !images.isEmpty else { return [] }
    let maps = computer.maps(images)
    return concurrentMap(images.count) { index in
      let image = images[index]
      let map = calibration.map(calibration.combined(maps[index], configuration))
      let judged = calibration.judged(maps[index], configuration)
      return Prediction(
        score: judged.score, percentile: judged.percentile,
        map: map.width == image.width && map.height == image.height
          ? map : map.resized(width: image.width, height: image.height))
    }
  }

  /// What this detector says about one image. Where it was trained on tiles, the image is cut into tiles.
  public func predict(_ image: Image) -> Prediction {
    guard let tiling = configuration.tiling, min(image.width, image.height) > tiling.side else {
      return predict([image])[0]
    }
    return tiled(image, tiling)
  }

  /// Tiles in batches, so that memory does not grow with their number; the image's score is that of its worst tile.
  private func tiled(_ image: Image, _ tiling: DetectorConfiguration.Tiling) -> Prediction {
    let grid = TileGrid(width: image.width, height: image.height, side: tiling.side, overlap: tiling.overlap)
    var blender = TileBlender(grid: grid)
    var (score, percentile) = (0.0, 0.0)
    for start in stride(from: 0, to: grid.origins.count, by: 4) {
      let origins = grid.origins[start..<min(grid.origins.count, start + 4)]
      let tiles = origins.map {
        image.cropped(to: PixelBox(x: $0.x, y: $0.y, width: tiling.side, height: tiling.side))
      }
      for (origin, prediction) in zip(origins, predict(tiles)) {
        blender.add(prediction.map, at: origin)
        (score, percentile) = (max(score, prediction.score), max(percentile, prediction.percentile))
      }
    }
    return Prediction(score: score, percentile: percentile, map: blender.finish())
  }
}
