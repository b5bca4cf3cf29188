/// Shows a picture and its labels as a view says, at the picture's own size: samples between the four nearest pixels,
/// labels from the nearest one.
package struct ViewSampler: Sendable {
  private let picture: LabelledPicture
  private let view: Augmentation.View

  /// Shows `picture` as `view` says.
  package init(picture: LabelledPicture, view: Augmentation.View) { (self.picture, self.view) = (picture, view) }

  /// Writes `[3, side, side]` in [0, 1].
  package func writeSamples(to output: UnsafeMutablePointer<Float>) {
    let side = picture.side
    let (columns, rows) = (taps(view.left, view.isMirrored), taps(view.top, view.isUpsideDown))
    picture.samples.withUnsafeBufferPointer { samples in
      for channel in 0..<3 {
        let plane = samples.baseAddress! + channel * side * side
        for (y, row) in rows.enumerated() {
          let (upper, lower) = (plane + row.first * side, plane + row.second * side)
          let line = output + (channel * side + y) * side
          for (x, column) in columns.enumerated() {
            let above = Float(upper[column.first]) * (1 - column.share) + Float(upper[column.second]) * column.share
            let below = Float(lower[column.first]) * (1 - column.share) + Float(lower[column.second]) * column.share
            line[x] = (above + (below - above) * row.share) / 255
          }
        }
      }
    }
    relight(output)
  }

  /// Writes `[side, side]`.
  package func writeLabels(to output: UnsafeMutablePointer<Int64>) {
    let side = picture.side
    let (columns, rows) = (nearest(view.left, view.isMirrored), nearest(view.top, view.isUpsideDown))
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() { output[y * side + x] = Int64(picture.labels[row * side + column]) }
    }
  }

  /// Two neighbouring pixels of a line and the share of the second.
  private struct Tap {
    let first: Int
    let second: Int
    let share: Float
  }

  private func taps(_ start: Double, _ isReversed: Bool) -> [Tap] {
    positions(start, isReversed).map { position in
      let centre = position - 0.5
      let floor = centre.rounded(.down)
      return Tap(first: mirrored(Int(floor)), second: mirrored(Int(floor) + 1), share: Float(centre - floor))
    }
  }

  private func nearest(_ start: Double, _ isReversed: Bool) -> [Int] {
    positions(start, isReversed).map { mirrored(Int($0.rounded(.down))) }
  }

  /// Where the centres of the view's pixels lie along one side of the picture, px.
  private func positions(_ start: Double, _ isReversed: Bool) -> [Double] {
    let (side, step) = (picture.side, view.window / Double(picture.side))
    return (0..<side).map { start + (Double(isReversed ? side - 1 - $0 : $0) + 0.5) * step }
  }

  /// A pixel's index folded back into the picture at its edges, as often as needed.
  private func mirrored(_ index: Int) -> Int {
    let period = 2 * picture.side
    let folded = ((index % period) + period) % period
    return min(folded, period - 1 - folded)
  }

  private func relight(_ output: UnsafeMutablePointer<Float>) {
    let (light, area) = (view.light, picture.side * picture.side)
    guard light != .init() else { return }
    for (channel, factor) in light.cast.enumerated() {
      for i in channel * area..<(channel + 1) * area { output[i] *= factor }
    }
    var sum = 0.0
    for i in 0..<3 * area { sum += Double(output[i]) }
    let mean = Float(sum / Double(3 * area))
    for i in 0..<area {
      let grey = (output[i] + output[area + i] + output[2 * area + i]) / 3
      for channel in 0..<3 {
        let coloured = grey + light.saturation * (output[channel * area + i] - grey)
        let value = mean + light.contrast * (coloured - mean) + light.brightness
        output[channel * area + i] = min(1, max(0, value))
      }
    }
  }
}
