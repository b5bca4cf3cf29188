import Detection
import Imaging
import Segmentation

/// What a model says about one photograph, whichever kind of model it is.
struct Judgement: Sendable {
  let score: Double
  /// How many of a hundred good photographs score lower, where the model knows.
  let percentile: Double?
  let isAnomalous: Bool
  /// 0…1 a pixel.
  let map: Plane
  let mask: Mask
  let regions: @Sendable () -> [Region]

  /// A region as it is written to files.
  struct Region: Encodable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    let area: Int
    let score: Double
    /// The kind of defect, where the model tells kinds apart.
    let type: String?

    /// Its values as cells of a table.
    var cells: [String] {
      let numbers = [x, y, width, height, area].map { "\($0)" }
      return numbers + ["\(score)"] + (type.map { [$0] } ?? [])
    }
  }
}

/// Judges photographs by a detector or a segmenter.
struct Judge {
  let model: TrainedModel
  /// Side of the squares that a segmenter is shown of large photographs, px; nil shows them whole.
  let tile: Int?

  /// Photographs to hand over at a time.
  var batch: Int {
    switch model {
    case .detector(let detector): detector.configuration.tiling == nil ? 8 : 1
    case .segmenter: tile == nil ? 8 : 1
    }
  }

  /// Whether regions have a type.
  var tellsTypes: Bool {
    if case .segmenter(let segmenter) = model { segmenter.tellsTypes } else { false }
  }

  func callAsFunction(_ images: [Image]) -> [Judgement] {
    switch model {
    case .detector(let detector):
      (images.count == 1 ? [detector.predict(images[0])] : detector.predict(images)).map(judgement)
    case .segmenter(let segmenter):
      (tile.map { side in images.map { tiled($0, side, segmenter) } } ?? segmenter.segment(images)).map(judgement)
    }
  }

  private func judgement(_ prediction: Prediction) -> Judgement {
    Judgement(
      score: prediction.score, percentile: prediction.percentile, isAnomalous: prediction.isAnomalous,
      map: prediction.map, mask: prediction.mask
    ) {
      prediction.regions().map {
        .init(x: $0.x, y: $0.y, width: $0.width, height: $0.height, area: $0.area, score: $0.score, type: nil)
      }
    }
  }

  private func judgement(_ photograph: SegmentedPhotograph) -> Judgement {
    let tellsTypes = tellsTypes
    return Judgement(
      score: photograph.score, percentile: nil, isAnomalous: photograph.isAnomalous, map: photograph.map,
      mask: photograph.mask
    ) {
      photograph.regions().map {
        .init(
          x: $0.box.x, y: $0.box.y, width: $0.box.width, height: $0.box.height, area: $0.area, score: $0.score,
          type: tellsTypes ? $0.type : nil)
      }
    }
  }

  /// The classes' probabilities of overlapping squares, blended; a photograph that is no larger is shown whole.
  private func tiled(_ image: Image, _ side: Int, _ segmenter: Segmenter) -> SegmentedPhotograph {
    guard min(image.width, image.height) > side else { return segmenter.segment([image])[0] }
    let grid = TileGrid(width: image.width, height: image.height, side: side, overlap: side / 4)
    var blenders = (0...segmenter.configuration.classes.count).map { _ in TileBlender(grid: grid) }
    for start in stride(from: 0, to: grid.origins.count, by: 8) {
      let origins = grid.origins[start..<min(grid.origins.count, start + 8)]
      let tiles = origins.map { image.cropped(to: PixelBox(x: $0.x, y: $0.y, width: side, height: side)) }
      for (origin, planes) in zip(origins, segmenter.probabilities(tiles)) {
        for (label, plane) in planes.enumerated() { blenders[label].add(plane, at: origin) }
      }
    }
    return SegmentedPhotograph(probabilities: blenders.map { $0.finish() }, classes: segmenter.configuration.classes)
  }
}
