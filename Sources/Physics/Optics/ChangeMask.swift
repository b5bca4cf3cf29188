import Imaging

extension Canvas {
  /// Makes "the mask is the set of changed pixels" true: settles which pixels changed, mends the few inside that did
  /// not, and takes back everything else.
  ///
  /// 1. A pixel is *seen* if it is covered and some channel moved by `threshold` or more.
  /// 2. A covered pixel among seen ones joins them (a dark stain on a dark grain of the texture belongs to the stain);
  ///    its channels are moved by the threshold in the direction of the change around it.
  /// 3. A lone seen pixel is dropped. All that is not in the mask gets the photograph's samples back.
  ///
  /// - Returns: nil where nothing is seen.
  mutating func settled(threshold: Double) -> Rendering? {
    guard let box = touched else { return nil }
    let changes = Changes(self, box, threshold: threshold)
    guard let members = changes.members() else { return nil }
    let joined = changes.joined(members)
    for channel in 0..<picture.channels { settle(channel, changes, members) }
    for (place, brighter) in joined { push(place, brighter: brighter, by: changes.step, in: box) }
    var mask = Mask(width: picture.width, height: picture.height)
    var moved = joined.count * Int(changes.step)
    for y in 0..<box.height {
      let row = (box.y + y) * picture.width + box.x
      for x in 0..<box.width {
        let i = y * box.width + x
        mask.values[row + x] = members[i]
        moved += Int(members[i] & changes.seen[i]) * Int(changes.greatest[i])
        if members[i] == 0 { coverage.values[row + x] = 0 }
      }
    }
    let contrast = Double(moved) / Double(mask.area) / Double(picture.greatestCode)
    return Rendering(image: picture, mask: mask, coverage: coverage, contrast: contrast)
  }

  /// Holds the members' samples of one channel to whole codes and gives all others of the box back.
  private mutating func settle(_ channel: Int, _ changes: Changes, _ members: [UInt8]) {
    let (box, scale) = (changes.box, picture.greatestCode)
    let (width, plane) = (picture.width, channel * picture.area)
    picture.pixels.withUnsafeMutableBufferPointer { drawn in
      surface.image.pixels.withUnsafeBufferPointer { before in
        members.withUnsafeBufferPointer { members in
          for y in 0..<box.height {
            let (row, line) = (plane + (box.y + y) * width + box.x, y * box.width)
            for x in 0..<box.width {
              let whole = Float(code(drawn[row + x], scale)) / scale
              drawn[row + x] = members[line + x] != 0 ? whole : before[row + x]
            }
          }
        }
      }
    }
  }

  /// Moves all channels of a pixel of `box` by `step` codes from the photograph's, the other way at the end of the scale.
  private mutating func push(_ place: Int, brighter: Bool, by step: Int32, in box: PixelBox) {
    let scale = picture.greatestCode
    let pixel = (box.y + place / box.width) * picture.width + box.x + place % box.width
    for channel in 0..<picture.channels {
      let before = code(surface.image.pixels[channel * picture.area + pixel], scale)
      let wanted = brighter ? before + step : before - step
      let held = wanted < 0 ? before + step : wanted > Int32(scale) ? before - step : wanted
      picture.pixels[channel * picture.area + pixel] = Float(held) / scale
    }
  }
}

/// How far the samples of a box moved, in whole codes of the photograph's bit depth.
private struct Changes {
  let box: PixelBox
  /// Smallest change that is seen, codes.
  let step: Int32
  /// 1 where a pixel is at least half covered.
  private(set) var covered: [UInt8]
  /// 1 where a covered pixel moved by the threshold or more.
  private(set) var seen: [UInt8]
  /// Change of the channel that changed most, codes.
  private(set) var greatest: [Int32]
  /// Sum over the channels of the change of seen pixels, codes; 0 elsewhere.
  private(set) var sum: [Int32]
  /// Half the side of the neighbourhood that decides on joining and dropping, px.
  private static let reach = 3

  init(_ canvas: Canvas, _ box: PixelBox, threshold: Double) {
    let image = canvas.picture
    self.box = box
    step = max(1, Int32((threshold * Double(image.greatestCode) - 1e-6).rounded(.up)))
    covered = [UInt8](repeating: 0, count: box.area)
    seen = covered
    greatest = [Int32](repeating: 0, count: box.area)
    sum = greatest
    for channel in 0..<image.channels { measure(channel, from: canvas.surface.image, to: image) }
    let (step, area) = (step, box.area)
    canvas.coverage.values.withUnsafeBufferPointer { coverage in
      for y in 0..<box.height {
        let (row, line) = ((box.y + y) * image.width + box.x, y * box.width)
        for x in 0..<box.width {
          let share = coverage[row + x]
          covered[line + x] = share >= 0.5 ? 1 : 0
          seen[line + x] = share > 0 && greatest[line + x] >= step ? 1 : 0
        }
      }
    }
    for i in 0..<area { sum[i] *= Int32(seen[i]) }
  }

  private mutating func measure(_ channel: Int, from before: Image, to after: Image) {
    let (box, scale) = (box, before.greatestCode)
    let (width, plane) = (before.width, channel * before.area)
    before.pixels.withUnsafeBufferPointer { before in
      after.pixels.withUnsafeBufferPointer { after in
        greatest.withUnsafeMutableBufferPointer { greatest in
          sum.withUnsafeMutableBufferPointer { sum in
            for y in 0..<box.height {
              let (row, line) = (plane + (box.y + y) * width + box.x, y * box.width)
              for x in 0..<box.width {
                let change = code(after[row + x], scale) &- code(before[row + x], scale)
                greatest[line + x] = max(greatest[line + x], abs(change))
                sum[line + x] &+= change
              }
            }
          }
        }
      }
    }
  }

  /// 1 for each pixel of the box that is in the mask; nil where there are too few to speak of.
  func members() -> [UInt8]? {
    let (seenAround, coveredAround) = (neighbours(seen), neighbours(covered))
    var members = [UInt8](repeating: 0, count: box.area)
    var count = 0
    for i in members.indices {
      let near = Int32(seenAround[i])
      let joins = covered[i] != 0 && 10 * near >= 3 * Int32(coveredAround[i])
      members[i] = near >= 3 && (seen[i] != 0 || joins) ? 1 : 0
      count += Int(members[i])
    }
    return count >= 4 ? members : nil
  }

  /// The members that were not seen, and whether the change around them is towards the light.
  func joined(_ members: [UInt8]) -> [(place: Int, brighter: Bool)] {
    let (width, height, reach) = (box.width, box.height, Self.reach)
    return members.indices.filter { members[$0] != 0 && seen[$0] == 0 }.map { place in
      let (x, y) = (place % width, place / width)
      var tendency: Int64 = 0
      for row in max(0, y - reach)...min(height - 1, y + reach) {
        for column in max(0, x - reach)...min(width - 1, x + reach) { tendency += Int64(sum[row * width + column]) }
      }
      return (place, tendency >= 0)
    }
  }

  /// How many of the flags around each pixel are set, over a square of 2 · reach + 1 px that is cut at the border.
  private func neighbours(_ flags: [UInt8]) -> [UInt8] {
    let (width, height, reach) = (box.width, box.height, Self.reach)
    var rows = [UInt8](repeating: 0, count: flags.count)
    var counts = rows
    flags.withUnsafeBufferPointer { flags in
      rows.withUnsafeMutableBufferPointer { rows in
        for y in 0..<height {
          for shift in -reach...reach {
            let line = y * width
            for x in max(0, -shift)..<max(0, -shift, min(width, width - shift)) {
              rows[line + x] &+= flags[line + x + shift]
            }
          }
        }
      }
    }
    rows.withUnsafeBufferPointer { rows in
      counts.withUnsafeMutableBufferPointer { counts in
        for y in 0..<height {
          for row in max(0, y - reach)...min(height - 1, y + reach) {
            for x in 0..<width { counts[y * width + x] &+= rows[row * width + x] }
          }
        }
      }
    }
    return counts
  }
}

extension Image {
  /// The greatest code of the bit depth.
  fileprivate var greatestCode: Float { bitDepth == 8 ? 255 : 65_535 }
}

/// The nearest whole code of a sample.
@inline(__always)
private func code(_ sample: Float, _ scale: Float) -> Int32 { Int32(clamp01(sample) * scale + 0.5) }
