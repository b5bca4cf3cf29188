import Foundation
import Imaging
import Torch

/// The networks of a detector at work: images in, smoothed raw maps out.
struct MapComputer: Sendable {
  let configuration: DetectorConfiguration
  let canvas: WorkingCanvas
  let describe: PatchDescriber
  let memory: MemoryBank
  /// How much each memory says.
  let weights: [Double]
  let statistics: HeadStatistics
  let head: SegmentationHead?

  /// The maps of images, each of the size of the photograph on the canvas.
  func maps(_ images: [Image]) -> [RawMaps] {
    let batch = ImageBatch.tensor(images, on: canvas).to(describe.device)
    let boxes = images.map { canvas.place(width: $0.width, height: $0.height) }
    return withoutGradients {
      let descriptors = describe(batch)
      return maps(descriptors, memory.match(descriptors), boxes)
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
        maps(set.good.select(chosen).widened(), set.goodMatch.select(chosen), indices.map { set.goodBoxes[$0] })
      }
      return zip(indices, batch).map { index, maps in
        (image: set.goodSources[index] + (set.goodIsVaried[index] ? " on another day" : ""), maps: maps)
      }
    }
  }

  private func maps(_ descriptors: PatchDescriptors, _ match: MemoryBank.Match, _ boxes: [PixelBox]) -> [RawMaps] {
    let (evidence, logits) = cells(descriptors, match)
    let values = (evidence: evidence.array(of: Float.self), logits: logits?.array(of: Float.self))
    let scale = canvas.side / 256
    return concurrentMap(boxes.count) { index in
      RawMaps(
        distance: plane(values.evidence, index, boxes[index], sigma: configuration.distanceSmoothing * scale),
        logits: values.logits.map { plane($0, index, boxes[index], sigma: configuration.headSmoothing * scale) })
    }
  }

  /// What the memories say together, and logits, `[N, 1, H, W]`.
  private func cells(_ descriptors: PatchDescriptors, _ match: MemoryBank.Match) -> (Tensor, Tensor?) {
    let evidence = statistics.evidence(match.distances, weights: weights).interpolate(canvas.height, canvas.width)
    guard let head else { return (evidence, nil) }
    let found = memory.vectors(match, like: descriptors)
    let inputs = statistics.inputs(
      descriptors.coarse, fine: descriptors.fine, found: found, distances: match.distances)
    return (evidence, head(coarse: inputs.coarse, fine: inputs.fine).interpolate(canvas.height, canvas.width))
  }

  private func plane(_ maps: [Float], _ index: Int, _ box: PixelBox, sigma: Double) -> Plane {
    let (width, height) = (canvas.width, canvas.height)
    let whole = Plane(
      width: width, height: height, values: Array(maps[index * width * height..<(index + 1) * width * height]))
    let blurred = sigma > 0 ? whole.blurred(sigma: sigma) : whole
    return box.width == width && box.height == height ? blurred : blurred.cropped(to: box)
  }
}
