import Foundation
import Imaging
import Torch

/// The networks of a detector at work: images in, smoothed raw maps out.
struct MapComputer: Sendable {
  let configuration: DetectorConfiguration
  let canvas: WorkingCanvas
  /// Tells the product from what lies around it.
  let finder: ProductFinder
  let describe: PatchDescriber
  let memory: MemoryBank
  /// How much each memory says.
  let weights: [Double]
  let statistics: HeadStatistics
  let head: SegmentationHead?

  /// The maps of images, each of the size of the photograph on the canvas.
  func maps(_ images: [Image]) -> [RawMaps] {
    let batch = ImageBatch.tensor(images, on: canvas).to(describe.device)
    let views = concurrentMap(images) {
      CanvasView(of: $0, on: canvas, finder: finder, besideWeight: configuration.besideWeight)
    }
    return withoutGradients {
      let descriptors = describe(batch)
      return maps(descriptors, memory.match(descriptors), views)
    }
  }

  /// The maps of the good images that were learned from as they are, as the memories see them without their own vectors.
  /// They are computed one batch after another, when they are asked for.
  func maps(ofGoodIn set: TrainingSet) -> some Sequence<Calibration.GoodMaps> {
    let asTheyAre = set.goodShowings.indices.filter { set.goodShowings[$0] == 0 }
    return stride(from: 0, to: asTheyAre.count, by: 8).lazy.flatMap { start -> [Calibration.GoodMaps] in
      let indices = Array(asTheyAre[start..<min(asTheyAre.count, start + 8)])
      let chosen = Tensor(indices).to(set.device)
      let batch = withoutGradients {
        maps(set.good.select(chosen).widened(), set.goodMatch.select(chosen), indices.map { set.goodViews[$0] })
      }
      return zip(indices, batch).map { Calibration.GoodMaps(image: set.goodSources[$0], maps: $1) }
    }
  }

  private func maps(
    _ descriptors: PatchDescriptors, _ match: MemoryBank.Match, _ views: [CanvasView]
  ) -> [RawMaps] {
    let cells = cells(descriptors, match)
    let evidence = cells.evidence.array(of: Float.self)
    let deep = cells.deep?.array(of: Float.self)
    let logits = cells.logits?.array(of: Float.self)
    let scale = canvas.side / 256
    return concurrentMap(views.count) { index in
      func map(_ values: [Float], _ smoothing: Double) -> Plane {
        plane(values, index, views[index].box, sigma: smoothing * scale)
      }
      return RawMaps(
        distance: map(evidence, configuration.distanceSmoothing),
        deep: deep.map { map($0, configuration.distanceSmoothing) },
        logits: logits.map { map($0, configuration.headSmoothing) }, product: views[index].product)
    }
  }

  /// What the memories say together, what those of deep levels say where others have more say, and logits,
  /// `[N, 1, H, W]`.
  private func cells(
    _ descriptors: PatchDescriptors, _ match: MemoryBank.Match
  ) -> (evidence: Tensor, deep: Tensor?, logits: Tensor?) {
    func wide(_ cells: Tensor) -> Tensor { cells.interpolate(canvas.height, canvas.width) }
    let deepest = memory.memories.map { $0.kind == .deep ? 1.0 : 0 }
    let evidence = wide(statistics.evidence(match.distances, weights: weights))
    let deep =
      Set(deepest).count == 2 ? wide(statistics.evidence(match.distances, weights: deepest)) : nil
    guard let head else { return (evidence, deep, nil) }
    let found = memory.vectors(match, like: descriptors)
    let inputs = statistics.inputs(
      descriptors.coarse, fine: descriptors.fine, found: found, distances: match.distances)
    return (evidence, deep, wide(head(coarse: inputs.coarse, fine: inputs.fine)))
  }

  private func plane(_ maps: [Float], _ index: Int, _ box: PixelBox, sigma: Double) -> Plane {
    let (width, height) = (canvas.width, canvas.height)
    let whole = Plane(
      width: width, height: height, values: Array(maps[index * width * height..<(index + 1) * width * height]))
    let blurred = sigma > 0 ? whole.blurred(sigma: sigma) : whole
    return box.width == width && box.height == height ? blurred : blurred.cropped(to: box)
  }
}
