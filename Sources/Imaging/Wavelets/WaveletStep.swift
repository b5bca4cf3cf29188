/// One level of the orthonormal transform on the upper left corner of a buffer, in place.
struct WaveletStep {
  private let low: [Float]
  private let high: [Float]
  private let data: UnsafeMutablePointer<Float>
  /// Distance between rows of `data`.
  private let stride: Int
  /// The rows transformed, before the columns are.
  private let middle: UnsafeMutablePointer<Float>
  /// One row with what it continues with at its ends.
  private let line: UnsafeMutablePointer<Float>

  /// - Parameter data: `[height, width]`, row-major.
  init(_ wavelet: OrthonormalWavelet, _ data: UnsafeMutablePointer<Float>, width: Int, height: Int) {
    (low, high, self.data, stride) = (wavelet.lowPass, wavelet.highPass, data, width)
    middle = .allocate(capacity: width * height)
    line = .allocate(capacity: width + 2 * low.count)
  }

  func deallocate() {
    middle.deallocate()
    line.deallocate()
  }

  /// Filters the rows, then the columns, of the corner of `width` × `height`.
  func forward(width: Int, height: Int) {
    for y in 0..<height { analyseRow(data + y * stride, middle + y * width, width) }
    let pairs = height / 2
    let lows = height - pairs
    for k in 0..<pairs {
      let (smooth, detail) = (data + k * stride, data + (lows + k) * stride)
      smooth.update(repeating: 0, count: width)
      detail.update(repeating: 0, count: width)
      for j in low.indices {
        let (row, h, g) = (middle + (2 * k + j) % (2 * pairs) * width, low[j], high[j])
        for x in 0..<width {
          smooth[x] += h * row[x]
          detail[x] += g * row[x]
        }
      }
    }
    if lows > pairs { (data + pairs * stride).update(from: middle + (height - 1) * width, count: width) }
  }

  /// The transpose of ``forward(width:height:)``.
  func inverse(width: Int, height: Int) {
    let pairs = height / 2
    let lows = height - pairs
    for y in 0..<2 * pairs {
      let out = middle + y * width
      out.update(repeating: 0, count: width)
      for p in 0..<low.count / 2 {
        let k = ((y / 2 - p) % pairs + pairs) % pairs
        let (smooth, detail) = (data + k * stride, data + (lows + k) * stride)
        let (h, g) = (low[2 * p + y % 2], high[2 * p + y % 2])
        for x in 0..<width { out[x] += h * smooth[x] + g * detail[x] }
      }
    }
    if lows > pairs { (middle + (height - 1) * width).update(from: data + pairs * stride, count: width) }
    for y in 0..<height { synthesiseRow(middle + y * width, data + y * stride, width) }
  }

  private func analyseRow(_ row: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ count: Int) {
    let pairs = count / 2
    let (smooth, detail) = (out, out + count - pairs)
    if count > 2 * pairs { smooth[pairs] = row[count - 1] }
    guard pairs > 0 else { return }
    for i in 0..<2 * pairs + low.count { line[i] = row[i % (2 * pairs)] }
    smooth.update(repeating: 0, count: pairs)
    detail.update(repeating: 0, count: pairs)
    for j in low.indices {
      let (start, h, g) = (line + j, low[j], high[j])
      for k in 0..<pairs {
        smooth[k] += h * start[2 * k]
        detail[k] += g * start[2 * k]
      }
    }
  }

  private func synthesiseRow(_ row: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ count: Int) {
    let pairs = count / 2
    if count > 2 * pairs { out[count - 1] = row[pairs] }
    guard pairs > 0 else { return }
    let before = low.count / 2 - 1
    let (smooth, detail) = (line + before, line + pairs + 2 * before)
    let (lows, highs) = (row, row + count - pairs)
    for k in -before..<pairs {
      let source = (k % pairs + pairs) % pairs
      (smooth[k], detail[k]) = (lows[source], highs[source])
    }
    for parity in 0..<2 {
      for k in 0..<pairs {
        var sum: Float = 0
        for p in 0...before {
          sum += low[2 * p + parity] * smooth[k - p] + high[2 * p + parity] * detail[k - p]
        }
        out[2 * k + parity] = sum
      }
    }
  }
}
