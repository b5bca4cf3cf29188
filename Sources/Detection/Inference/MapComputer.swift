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
    let batch = ImageBatch.tensor(images, side: configuration.side).to(describe.device)
    return withoutGradients {
      let descriptors = describe(batch)
      return maps(descriptors, memory.match(descriptors.coarse))
    }
  }

  /// The maps of the good images that were learned from, as the memory sees them without their own vectors. They are
  /// computed one batch after another, when they are asked for.
  func maps(ofGoodIn set: TrainingSet) -> some Sequence<(image: String, maps: RawMaps)> {
    let count = set.goodSources.count
    return stride(from: 0, to: count, by: 8).lazy.flatMap { start -> [(image: String, maps: RawMaps)] in
      let indices = Array(start..<min(count, start + 8))
      let chosen = Tensor(indices).to(set.device)
      let batch = withoutGradients {
        let descriptors = set.good.select(chosen).widened()
        return maps(descriptors, set.goodMatch.select(chosen, cells: descriptors.cells))
      }
      return zip(indices, batch).map { (image: set.goodSources[$0], maps: $1) }
    }
  }

  private func maps(_ descriptors: PatchDescriptors, _ match: MemoryBank.Match) -> [RawMaps] {
    let side = configuration.side
    let (distances, logits) = cells(descriptors, match)
    let values = (distances: distances.array(of: Float.self), logits: logits?.array(of: Float.self))
    let scale = Double(side) / 256
    return concurrentMap(distances.shape[0]) { index in
      RawMaps(
        distance: plane(values.distances, index, sigma: configuration.distanceSmoothing * scale),
        logits: values.logits.map { plane($0, index, sigma: configuration.headSmoothing * scale) })
    }
  }

  /// Summed distances `[N, 1, S, S]` and logits `[N, 1, S, S]`.
  private func cells(_ descriptors: PatchDescriptors, _ match: MemoryBank.Match) -> (Tensor, Tensor?) {
    let side = configuration.side
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
