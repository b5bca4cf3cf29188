import Imaging

/// Makes "the mask is the set of changed pixels" true: settles which pixels changed, mends the few inside that did not,
/// and takes back everything else.
///
/// 1. A pixel is *seen* if it is covered and some channel moved by the threshold or more.
/// 2. A covered pixel among seen ones joins them (a dark stain on a dark grain of the texture belongs to the stain);
///    its channels are moved to the threshold in the direction of the change around it.
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
        var greatest: Int32 = 0
        for channel in 0..<surface.image.channels {
          let (code, move) = codes.final(at: i, channel: channel, brighter: tendency.values[i] >= 0)
          pixels[channel * surface.image.area + pixel] = Float(code) / codes.scale
          greatest = max(greatest, move)
        }
        moved += Int(greatest)
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
  /// The greatest code.
  let scale: Float
  /// 1 where a pixel is at least half covered.
  private(set) var covered: [UInt8]
  /// 1 where a covered pixel moved by the threshold or more.
  private(set) var seen: [UInt8]
  /// Sum over the channels of the change of seen pixels, in codes; 0 elsewhere.
  private(set) var signedChange: [Float]
  /// Codes `[channels, height, width]` of the box.
  private let before: [Int32]
  private let after: [Int32]
  private let area: Int
  private let step: Int32

  init(_ canvas: Canvas, _ box: PixelBox, threshold: Double) {
    let image = canvas.surface.image
    area = box.area
    scale = image.bitDepth == 8 ? 255 : 65_535
    step = max(1, Int32((threshold * Double(scale) - 1e-6).rounded(.up)))
    before = Self.codes(image, box, scale)
    after = Self.codes(canvas.drawn.image, box, scale)
    covered = [UInt8](repeating: 0, count: area)
    seen = covered
    signedChange = [Float](repeating: 0, count: area)
    for y in 0..<box.height {
      for x in 0..<box.width {
        let coverage = canvas.coverage.values[(box.y + y) * image.width + box.x + x]
        if coverage > 0 { compare(at: y * box.width + x, coverage, channels: image.channels) }
      }
    }
  }

  private mutating func compare(at i: Int, _ coverage: Float, channels: Int) {
    covered[i] = coverage >= 0.5 ? 1 : 0
    var (greatest, sum): (Int32, Int32) = (0, 0)
    for channel in 0..<channels {
      let change = after[channel * area + i] - before[channel * area + i]
      greatest = max(greatest, abs(change))
      sum += change
    }
    guard greatest >= step else { return }
    seen[i] = 1
    signedChange[i] = Float(sum)
  }

  private static func codes(_ image: Image, _ box: PixelBox, _ scale: Float) -> [Int32] {
    var codes = [Int32](repeating: 0, count: box.area * image.channels)
    var target = 0
    for channel in 0..<image.channels {
      for y in box.y..<box.maxY {
        let start = (channel * image.height + y) * image.width + box.x
        for x in 0..<box.width { codes[target + x] = Int32(clamp01(image.pixels[start + x]) * scale + 0.5) }
        target += box.width
      }
    }
    return codes
  }

  /// The final code of a member pixel and how far it moved: as drawn where it was seen, else by the threshold.
  func final(at i: Int, channel: Int, brighter: Bool) -> (code: Int32, move: Int32) {
    let code = before[channel * area + i]
    if seen[i] == 1 {
      let drawn = after[channel * area + i]
      return (drawn, abs(drawn - code))
    }
    let wanted = brighter ? code + step : code - step
    return (wanted < 0 ? code + step : wanted > Int32(scale) ? code - step : wanted, step)
  }
}

/// Sums over square windows, cut at the border, by running sums along rows and then columns.
private struct WindowSum {
  let values: [Float]

  init(_ source: [Float], _ box: PixelBox, reach: Int) {
    let (width, height) = (box.width, box.height)
    var rows = [Float](repeating: 0, count: source.count)
    for y in 0..<height {
      let start = y * width
      var sum: Float = 0
      for x in 0..<min(reach, width) { sum += source[start + x] }
      for x in 0..<width {
        if x + reach < width { sum += source[start + x + reach] }
        if x > reach { sum -= source[start + x - reach - 1] }
        rows[start + x] = sum
      }
    }
    var sums = [Float](repeating: 0, count: source.count)
    var column = [Float](repeating: 0, count: width)
    for y in 0..<min(reach, height) { for x in 0..<width { column[x] += rows[y * width + x] } }
    for y in 0..<height {
      if y + reach < height { for x in 0..<width { column[x] += rows[(y + reach) * width + x] } }
      if y > reach { for x in 0..<width { column[x] -= rows[(y - reach - 1) * width + x] } }
      for x in 0..<width { sums[y * width + x] = column[x] }
    }
    values = sums
  }
}
