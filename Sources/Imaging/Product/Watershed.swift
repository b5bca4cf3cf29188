extension Plane {
  /// Grows two sets of pixels over the plane, from low values to high ones, until they meet: on its
  /// ridges.
  ///
  /// Source: Meyer, "Un algorithme optimal de ligne de partage des eaux", RFIA 1991: a flood from
  /// markers, here with 256 levels up to `highest`.
  /// - Returns: the pixels that `inner` reaches first.
  func watershed(inner: Mask, outer: Mask, highest: Float) -> Mask {
    let scale = 255 / max(highest, 1e-6)
    var labels = [UInt8](repeating: 0, count: values.count)
    var waiting = [[Int]](repeating: [], count: 256)
    for i in values.indices where inner.values[i] != 0 || outer.values[i] != 0 {
      labels[i] = inner.values[i] != 0 ? 2 : 1
      waiting[0].append(i)
    }
    func reach(_ neighbour: Int, from i: Int, _ level: Int) {
      if labels[neighbour] != 0 { return }
      labels[neighbour] = labels[i]
      waiting[max(level, min(255, Int(values[neighbour] * scale)))].append(neighbour)
    }
    for level in 0..<256 {
      var next = 0
      while next < waiting[level].count {
        let i = waiting[level][next]
        let x = i % width
        next += 1
        if x + 1 < width { reach(i + 1, from: i, level) }
        if i + width < values.count { reach(i + width, from: i, level) }
        if x > 0 { reach(i - 1, from: i, level) }
        if i >= width { reach(i - width, from: i, level) }
      }
      waiting[level] = []
    }
    return Mask(width: width, height: height, values: labels.map { $0 == 2 ? 1 : 0 })
  }
}
