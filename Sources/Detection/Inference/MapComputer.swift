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
    let (distances, logits) = withoutGradients { self.cells(batch) }
    let distanceScale = Double(side) / 256
    return images.indices.map { index in
      RawMaps(
        distance: plane(distances[index], sigma: configuration.distanceSmoothing * distanceScale),
        logits: logits.map { plane($0[index], sigma: configuration.headSmoothing * distanceScale) })
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

  private func plane(_ map: Tensor, sigma: Double) -> Plane {
    let side = configuration.side
    let plane = Plane(width: side, height: side, values: map.array(of: Float.self))
    return sigma > 0 ? plane.blurred(sigma: sigma) : plane
  }
}
