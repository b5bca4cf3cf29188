extension Image {
  /// The image in colour with a map laid over it, resized to the image where it is of another size.
  ///
  /// Opacity grows with the map's value, so the photograph stays clear where the map is low.
  ///
  /// - Parameters:
  ///   - range: the map values of no and of full colour.
  ///   - opacity: in [0, 1], of the map where its value is the upper bound of `range`.
  public func overlaid(
    with map: Plane, colours: ColourMap = .heat, range: ClosedRange<Float> = 0...1, opacity: Float = 0.7
  ) -> Image {
    let map = map.resized(width: width, height: height)
    var result = converted(toChannels: 3)
    let (area, width) = (area, max(range.upperBound - range.lowerBound, .leastNormalMagnitude))
    result.pixels.withUnsafeMutableBufferPointer { out in
      for i in 0..<area {
        let value = min(max((map.values[i] - range.lowerBound) / width, 0), 1)
        let colour = colours(value)
        let weight = opacity * value
        for channel in 0..<3 { out[channel * area + i] += weight * (colour[channel] - out[channel * area + i]) }
      }
    }
    return result
  }

  /// The image in colour with the outline of a mask drawn just outside of it, so that nothing inside is hidden.
  ///
  /// - Parameters:
  ///   - colour: sRGB in [0, 1].
  ///   - width: of the line, px.
  public func outlined(_ mask: Mask, colour: SIMD3<Float>, width lineWidth: Float = 1) -> Image {
    precondition(mask.width == width && mask.height == height, "the mask is of the image's size")
    var result = converted(toChannels: 3)
    let distance = mask.distanceTransform().distance
    for i in 0..<area where mask.values[i] == 0 {
      let coverage = min(max(lineWidth + 0.5 - distance.values[i], 0), 1)
      for channel in 0..<3 {
        let old = result.pixels[channel * area + i]
        result.pixels[channel * area + i] = old + coverage * (colour[channel] - old)
      }
    }
    return result
  }

  /// The images side by side in rows of `columns`, each scaled to fit a cell and centred in it.
  ///
  /// - Parameters:
  ///   - cell: width and height of a cell, px; that of the first image where nil.
  ///   - gap: between cells and around the sheet, px.
  ///   - background: grey in [0, 1].
  public static func contactSheet(
    _ images: [Image], columns: Int, cell: (width: Int, height: Int)? = nil, gap: Int = 4, background: Float = 1
  ) -> Image {
    precondition(!images.isEmpty && columns > 0 && gap >= 0, "a sheet has images and columns")
    let cell = cell ?? (images[0].width, images[0].height)
    let (columns, rows) = (min(columns, images.count), (images.count + columns - 1) / columns)
    var sheet = Image(
      width: columns * (cell.width + gap) + gap, height: rows * (cell.height + gap) + gap, channels: 3,
      filledWith: background)
    for (index, image) in images.enumerated() {
      let tile = image.fitted(into: cell).converted(toChannels: 3)
      sheet.paste(
        tile, x: gap + index % columns * (cell.width + gap) + (cell.width - tile.width) / 2,
        y: gap + index / columns * (cell.height + gap) + (cell.height - tile.height) / 2)
    }
    return sheet
  }

  /// Replaces the pixels from (`x`, `y`) on by those of an image with as many channels, which must fit.
  public mutating func paste(_ other: Image, x: Int, y: Int) {
    precondition(other.channels == channels, "as many channels")
    precondition(x >= 0 && y >= 0 && x + other.width <= width && y + other.height <= height, "it fits")
    for channel in 0..<channels {
      for row in 0..<other.height {
        let (target, source) = ((channel * height + y + row) * width + x, (channel * other.height + row) * other.width)
        pixels.replaceSubrange(target..<target + other.width, with: other.pixels[source..<source + other.width])
      }
    }
  }

  /// The image at the largest size of its own proportions that fits, never below one pixel.
  private func fitted(into cell: (width: Int, height: Int)) -> Image {
    let scale = min(Double(cell.width) / Double(width), Double(cell.height) / Double(height))
    let (fittedWidth, fittedHeight) = (Double(width) * scale, Double(height) * scale)
    return resized(width: max(1, Int(fittedWidth.rounded())), height: max(1, Int(fittedHeight.rounded())))
  }
}
