import Imaging

/// Makes "the mask is the set of changed pixels" true: settles which pixels changed, mends the few inside that did not,
/// and takes back everything else.
///
/// 1. A pixel is *seen* if it is covered and some channel moved by the threshold or more.
/// 2. A covered pixel among seen ones joins them (a dark stain on a dark grain of the texture belongs to the stain); its
///    channels are moved to the threshold in the direction of the change around it.
/// 3. A lone seen pixel is dropped. All that is not in the mask gets the photograph's samples back.
struct ChangeMask {
  private let threshold: Double
  /// Half the side of the neighbourhood that decides on joining and dropping, px.
  private let reach = 3

  init(threshold: Double) { self.threshold = threshold }

  /// nil where nothing is seen.
  func settle(_ canvas: Canvas) -> Rendering? {
    guard let touched = canvas.touched else { return nil }
    let box = touched.expanded(by: reach).intersection(canvas.surface.frame)
    let codes = Codes(canvas, box, threshold: threshold)
    guard let members = members(codes, box) else { return nil }
    return rendering(canvas, codes, members, box)
  }

  /// 1 for each pixel of `box` that is in the mask; nil where there is none.
  private func members(_ codes: Codes, _ box: PixelBox) -> [UInt8]? {
    let seen = codes.seen
    let seenAround = WindowSum(seen.map { Float($0) }, box, reach: reach)
    let coveredAround = WindowSum(codes.covered.map { Float($0) }, box, reach: reach)
    var members = [UInt8](repeating: 0, count: box.area)
    var count = 0
    for i in members.indices {
      let (near, covered) = (seenAround.values[i], coveredAround.values[i])
      let joins = codes.covered[i] == 1 && near >= 3 && near >= 0.3 * covered
      guard (seen[i] == 1 && near >= 3) || joins else { continue }
      members[i] = 1
      count += 1
    }
    return count >= 4 ? members : nil
  }

  private func rendering(_ canvas: Canvas, _ codes: Codes, _ members: [UInt8], _ box: PixelBox) -> Rendering {
    let surface = canvas.surface
    let tendency = WindowSum(codes.signedChange, box, reach: reach)
    var pixels = surface.image.pixels
    var mask = Mask(width: surface.image.width, height: surface.image.height)
    var coverage = Plane(surface.frame)
    var moved = 0
    for y in 0..<box.height {
      for x in 0..<box.width where members[y * box.width + x] == 1 {
        let (i, pixel) = (y * box.width + x, (box.y + y) * surface.image.width + box.x + x)
        let samples = codes.samples(at: i, seen: codes.seen[i] == 1, brighter: tendency.values[i] >= 0)
        for (channel, code) in samples.codes.enumerated() {
          pixels[channel * surface.image.area + pixel] = Float(code) / codes.scale
        }
        moved += samples.moved
        mask.values[pixel] = 1
        coverage.values[pixel] = canvas.coverage.values[pixel]
      }
    }
    let image = surface.replacingPixels(pixels).image
    let contrast = Double(moved) / Double(mask.area) / Double(codes.scale)
    return Rendering(image: image, mask: mask, coverage: coverage, contrast: contrast)
  }
}

/// The samples before and after over a box, as whole codes of the photograph's bit depth.
private struct Codes {
  let scale: Float
  /// 1 where a pixel is at least half covered.
  let covered: [UInt8]
  /// 1 where a covered pixel moved by the threshold or more.
  let seen: [UInt8]
  /// Sum over the channels of the change of seen pixels, in codes; 0 elsewhere.
  let signedChange: [Float]
  private let before: [[Int32]]
  private let after: [[Int32]]
  private let step: Int32

  init(_ canvas: Canvas, _ box: PixelBox, threshold: Double) {
    let image = canvas.surface.image
    let scale: Float = image.bitDepth == 8 ? 255 : 65_535
    let step = max(1, Int32((threshold * Double(scale) - 1e-6).rounded(.up)))
    func codes(_ pixels: [Float], _ channel: Int) -> [Int32] {
      var codes = [Int32](repeating: 0, count: box.area)
      for y in 0..<box.height {
        let start = (channel * image.height + box.y + y) * image.width + box.x
        for x in 0..<box.width { codes[y * box.width + x] = Int32(clamp01(pixels[start + x]) * scale + 0.5) }
      }
      return codes
    }
    let before = (0..<image.channels).map { codes(image.pixels, $0) }
    let after = (0..<image.channels).map { codes(canvas.drawn.image.pixels, $0) }
    var covered = [UInt8](repeating: 0, count: box.area)
    var seen = covered
    var signed = [Float](repeating: 0, count: box.area)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let i = y * box.width + x
        let coverage = canvas.coverage.values[(box.y + y) * image.width + box.x + x]
        guard coverage > 0 else { continue }
        covered[i] = coverage >= 0.5 ? 1 : 0
        let changes = (0..<image.channels).map { after[$0][i] - before[$0][i] }
        guard changes.contains(where: { abs($0) >= step }) else { continue }
        seen[i] = 1
        signed[i] = Float(changes.reduce(0, +))
      }
    }
    (self.scale, self.step, self.before, self.after) = (scale, step, before, after)
    (self.covered, self.seen, signedChange) = (covered, seen, signed)
  }

  /// The final codes of a member pixel and the greatest move among its channels.
  func samples(at i: Int, seen: Bool, brighter: Bool) -> (codes: [Int32], moved: Int) {
    let codes = before.indices.map { seen ? after[$0][i] : nudged(before[$0][i], brighter: brighter) }
    let moved = codes.indices.map { Int(abs(codes[$0] - before[$0][i])) }.max() ?? 0
    return (codes, moved)
  }

  /// `code` moved by the threshold in the given direction, or in the other where there is no room.
  private func nudged(_ code: Int32, brighter: Bool) -> Int32 {
    let wanted = brighter ? code + step : code - step
    return wanted < 0 ? code + step : wanted > Int32(scale) ? code - step : wanted
  }
}

/// Sums over square windows, by running sums along rows and columns.
private struct WindowSum {
  let values: [Float]

  init(_ source: [Float], _ box: PixelBox, reach: Int) {
    let (width, height) = (box.width, box.height)
    var rows = [Float](repeating: 0, count: source.count)
    for y in 0..<height {
      for x in 0..<width {
        var sum: Float = 0
        for k in max(0, x - reach)...min(width - 1, x + reach) { sum += source[y * width + k] }
        rows[y * width + x] = sum
      }
    }
    var sums = [Float](repeating: 0, count: source.count)
    for y in 0..<height {
      for k in max(0, y - reach)...min(height - 1, y + reach) {
        for x in 0..<width { sums[y * width + x] += rows[k * width + x] }
      }
    }
    values = sums
  }
}
