extension Plane {
  /// Grows two sets of pixels over the plane, from low values to high ones, until they meet: on its ridges.
  ///
  /// Source: Meyer, "Un algorithme optimal de ligne de partage des eaux", RFIA 1991: a flood from markers, here with 256
  /// levels up to `highest`.
  /// - Returns: the pixels that `inner` reaches first.
  func watershed(inner: Mask, outer: Mask, highest: Float) -> Mask {
    let scale = 255 / max(highest, 1e-6)
    var (labels, waiting) = ([UInt8](repeating: 0, count: values.count), [[Int]](repeating: [], count: 256))
    for i in values.indices where inner.values[i] != 0 || outer.values[i] != 0 {
      labels[i] = inner.values[i] != 0 ? 2 : 1
      waiting[0].append(i)
    }
    for level in 0..<256 {
      var next = 0
      while next < waiting[level].count {
        let i = waiting[level][next]
        next += 1
        for neighbour in neighbours(of: i) where labels[neighbour] == 0 {
          labels[neighbour] = labels[i]
          waiting[max(level, min(255, Int(values[neighbour] * scale)))].append(neighbour)
        }
      }
      waiting[level] = []
    }
    return Mask(width: width, height: height, values: labels.map { $0 == 2 ? 1 : 0 })
  }

  private func neighbours(of i: Int) -> [Int] {
    let (x, y) = (i % width, i / width)
    var found: [Int] = []
    if x + 1 < width { found.append(i + 1) }
    if y + 1 < height { found.append(i + width) }
    if x > 0 { found.append(i - 1) }
    if y > 0 { found.append(i - width) }
    return found
  }
}
