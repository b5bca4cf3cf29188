/// Keeps some good images for testing where a data set does not say which: measures need both classes.
enum GoodShare {
  /// Of n good training images, the ⌈n/5⌉ whose ids have the smallest SHA-256 become test images, provided that there
  /// are anomalous test images to compare with and that two remain to learn from. Independent of any seed, and nearly
  /// unaffected by images that are added later.
  static func partition(_ items: [DatasetItem]) -> [DatasetItem] {
    let good = items.filter { $0.label == .good && $0.split == .train }
    guard items.contains(where: { $0.label == .anomalous && $0.split == .test }), good.count >= 3 else { return items }
    let ranked = good.map { (rank: SHA256.hexDigest(of: Array($0.id.utf8)), id: $0.id) }.sorted { $0.rank < $1.rank }
    let chosen = Set(ranked.prefix((good.count + 4) / 5).map(\.id))
    return items.map { chosen.contains($0.id) ? $0.moved(to: .test) : $0 }
  }
}
