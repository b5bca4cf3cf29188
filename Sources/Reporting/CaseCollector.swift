import Imaging

/// Keeps, while a test set streams by, the few images that a report shows; its memory does not grow with the test set.
///
/// Kept are the highest-scoring images of each defect type (clear cases), the lowest-scoring defective images whatever
/// their type (hard cases), and the highest-scoring good images (alarming cases). Equal scores go by path, so the
/// choice does not depend on the order of the images.
public struct CaseCollector: Sendable {
  /// How many cases of each role are kept.
  public let limit: Int
  private var clear: [String: [ReportCase]] = [:]
  private var hard: [ReportCase] = []
  private var alarming: [ReportCase] = []
  private var defectiveCount = 0

  /// A collector that keeps up to `limit` cases of each role.
  public init(limit: Int = 6) {
    precondition(limit > 0, "a collector keeps one case or more")
    self.limit = limit
  }

  /// Offers an image with its map; both are kept, reduced to the size of a report, while it is among the most telling
  /// ones. Images of unknown label are not. `map` and `mask` have the size of the image.
  public mutating func add(_ prediction: PredictionRecord, image: Image, mask: Mask?, map: Plane) {
    func offer(_ role: ReportCase.Role, to list: inout [ReportCase]) {
      let place = list.firstIndex { Self.precedes(prediction, $0.prediction, as: role) } ?? list.count
      guard place < limit else { return }
      let item = ReportCase(role: role, prediction: prediction, image: image, mask: mask, map: map)
      list.insert(item.reduced(toFit: RunFolder.longestSide), at: place)
      if list.count > limit { list.removeLast() }
    }
    switch prediction.label {
    case .good: offer(.alarming, to: &alarming)
    case .anomalous:
      defectiveCount += 1
      offer(.clear, to: &clear[prediction.type ?? "", default: []])
      offer(.hard, to: &hard)
    case .unknown: break
    }
  }

  /// The cases: clear ones, dealt from the types in turn; hard ones, at most half of the defective images; alarming
  /// ones.
  /// No image is shown twice.
  public var cases: [ReportCase] {
    let hard = hard.prefix(max(1, defectiveCount / 2))
    let taken = Set(hard.map(\.prediction.path))
    let byType = clear.sorted { $0.key < $1.key }.map(\.value)
    let dealt = (0..<limit).flatMap { rank in byType.compactMap { rank < $0.count ? $0[rank] : nil } }
    return dealt.filter { !taken.contains($0.prediction.path) }.prefix(limit) + hard + alarming
  }

  private static func precedes(_ a: PredictionRecord, _ b: PredictionRecord, as role: ReportCase.Role) -> Bool {
    if a.score == b.score { return a.path < b.path }
    return role == .hard ? a.score < b.score : a.score > b.score
  }
}
