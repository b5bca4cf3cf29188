import Foundation
import Imaging
import Realism

/// The real defect that each sample is most like: whether a generator repeats what it has learned from.
struct RealNeighbours {
  /// The nearest real defect of each sample.
  let nearest: [Int]
  /// Distance to it in standardised features, for each sample.
  let distances: [Double]
  /// Distance of each real defect to the nearest other one.
  let amongReal: [Double]

  /// The neighbours; both clouds are taken in units of the real one.
  init(samples: [[Double]], real: [[Double]]) {
    let reference = FeatureCloud(real)
    let (ours, theirs) = (
      FeatureCloud(samples).standardised(by: reference), reference.standardised(by: reference)
    )
    let found = ours.nearest(in: theirs)
    (nearest, distances) = (found.map(\.index), found.map(\.distance))
    amongReal = real.count > 1 ? theirs.nearestOthers().map(\.distance) : []
  }

  /// How near samples come to real defects against how near these come to each other, medians: well below 1 for copies.
  var ratio: Double? {
    guard let own = Self.median(distances), let other = Self.median(amongReal), other > 0 else { return nil }
    return own / other
  }

  /// Samples in rows of eight, at the right of each row the real defects that they are most like.
  func sheet(samples: [Image], real: [Image], rows: Int = 5, columns: Int = 8) -> Image {
    let shown = Array(samples.indices.prefix(rows * columns))
    let (width, height) = (samples[0].width, samples[0].height)
    let blank = Image(width: width, height: height, channels: 3, filledWith: 1)
    let cells = stride(from: 0, to: shown.count, by: columns).flatMap { start -> [Image] in
      let row = Array(shown[start..<min(shown.count, start + columns)])
      let rest = [Image](repeating: blank, count: columns - row.count)
      return row.map { samples[$0] } + rest + row.map { real[nearest[$0]] } + rest
    }
    return .contactSheet(cells, columns: 2 * columns, cell: (width, height))
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
