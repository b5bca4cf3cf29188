import Foundation
import Imaging
import Torch

/// The networks of a detector at work: images in, smoothed raw maps out.
struct MapComputer: Sendable {
  let configuration: DetectorConfiguration
  let describe: PatchDescriber
  let memory: MemoryBank
  let statistics: HeadStatistics
  let head: SegmentationHead?

  /// The maps of images, each `[side, side]`.
  func maps(_ images: [Image]) -> [RawMaps] {
    let side = configuration.side
    let batch = ImageBatch.tensor(images, side: side).to(describe.device)
    let (distances, logits) = withoutGradients { () -> ([Float], [Float]?) in
      let (distances, logits) = cells(batch)
      return (distances.array(), logits?.array())
    }
    let scale = Double(side) / 256
    return concurrentMap(images.count) { index in
      RawMaps(
        distance: plane(distances, index, sigma: configuration.distanceSmoothing * scale),
        logits: logits.map { plane($0, index, sigma: configuration.headSmoothing * scale) })
    }
  }

  /// Summed distances `[N, 1, S, S]` and logits `[N, 1, S, S]`.
  private func cells(_ batch: Tensor) -> (Tensor, Tensor?) {
    let side = configuration.side
    let descriptors = describe(batch)
    let match = memory.match(descriptors.coarse)
    let total = match.distances.sum([1], keepDim: true).interpolate(side, side)
    guard let head else { return (total, nil) }
    let found = memory.vectors(match, like: descriptors)
    let inputs = statistics.inputs(descriptors, found: found, distances: match.distances)
    return (total, head(coarse: inputs.coarse, fine: inputs.fine).interpolate(side, side))
  }

  private func plane(_ maps: [Float], _ index: Int, sigma: Double) -> Plane {
    let side = configuration.side
    let plane = Plane(width: side, height: side, values: Array(maps[index * side * side..<(index + 1) * side * side]))
    return sigma > 0 ? plane.blurred(sigma: sigma) : plane
  }
}
