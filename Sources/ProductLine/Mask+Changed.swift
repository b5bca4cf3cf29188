import Imaging

extension Mask {
  /// The least change of a noise-free sample that counts as visible, in 8-bit codes.
  static let visibleCodes: Float = 4

  /// Where two noise-free pictures `[3, size, size]` differ visibly, made compact: specks go, pinholes close.
  static func changed(from clean: [Float], to marked: [Float], size: Int) -> Mask {
    let (area, least) = (size * size, visibleCodes / 255)
    var mask = Mask(width: size, height: size)
    for i in 0..<area {
      let change = max(
        abs(marked[i] - clean[i]), abs(marked[area + i] - clean[area + i]),
        abs(marked[2 * area + i] - clean[2 * area + i]))
      mask.values[i] = change >= least ? 1 : 0
    }
    return mask.keeping(neighbours: 2).keeping(neighbours: 0, filling: 5)
  }

  /// Drops pixels with fewer than `neighbours` of their eight neighbours set; sets those with `filling` or more.
  private func keeping(neighbours least: Int, filling: Int = 9) -> Mask {
    var result = self
    for y in 0..<height {
      for x in 0..<width {
        var count = -Int(values[y * width + x])
        for ny in max(y - 1, 0)...min(y + 1, height - 1) {
          for nx in max(x - 1, 0)...min(x + 1, width - 1) { count += Int(values[ny * width + nx]) }
        }
        if self[y, x] ? count < least : count >= filling { result[y, x].toggle() }
      }
    }
    return result
  }
}
