import Datasets
import Imaging
import Randomness

/// Good images: each photograph as it is and, where asked for, as other days would show it.
struct GoodImages: Sendable {
  /// How other days change a photograph.
  enum OtherDays: Sendable {
    case none
    /// Once, by several small changes together: to learn from.
    case together
    /// Some times, by one small change each, as its robustness is measured: to be judged.
    case oneByOne(Int)

    fileprivate var count: Int {
      switch self {
      case .none: 0
      case .together: 1
      case .oneByOne(let count): count
      }
    }
  }

  private let views: [PhotographView]
  private let days: OtherDays
  private let seed: UInt64
  /// A number for each photograph, by its name; those that show the same thing share one.
  let photographs: [String: Int]

  init(_ views: [PhotographView], groups: [[String]], days: OtherDays, seed: UInt64) {
    (self.views, self.days, self.seed) = (views, days, seed)
    let shared = groups.enumerated().flatMap { number, ids in ids.map { ($0, number) } }
    var photographs = Dictionary(shared) { first, _ in first }
    for view in views where photographs[view.item.id] == nil {
      photographs[view.item.id] = groups.count + photographs.count
    }
    // Where all show one thing, none could be judged without the others: each then stands for itself.
    let numbers = Set(views.map { photographs[$0.item.id]! })
    self.photographs =
      numbers.count > 1
      ? photographs
      : Dictionary(views.enumerated().map { ($1.item.id, $0) }) { first, _ in first }
  }

  /// Images of each view.
  private var perView: Int { 1 + days.count }
  var count: Int { views.count * perView }
  /// The photograph that each image is of.
  var owners: [Int] { sources.map { photographs[$0]! } }
  /// The name of the photograph that each image is of.
  var sources: [String] { (0..<count).map { views[$0 / perView].item.id } }
  /// 0 where an image shows its photograph as it is, else the number of the other day.
  var showings: [Int] { (0..<count).map { $0 % perView } }

  /// - Throws: `ImagingError`.
  func image(_ index: Int) throws -> Image {
    let (view, showing) = (views[index / perView], index % perView)
    let image = try view.image()
    guard showing > 0 else { return image }
    var stream = RandomStream(seed: seed, key: "detector/another day/\(view.name)").split(showing)
    switch days {
    case .none: return image
    case .together: return try PhotographicVariation.drawn(using: &stream).applied(to: image, using: &stream)
    case .oneByOne: return try PhotographicVariation.drawnOne(using: &stream).applied(to: image, using: &stream)
    }
  }
}

extension Image {
  /// The image under small changes of light, colour, focus, noise and file, drawn by the seed and its name; nothing moves,
  /// so that a mask still fits.
  func inAnotherLight(seed: UInt64, name: String) throws -> Image {
    var stream = RandomStream(seed: seed, key: "detector/another light/" + name)
    let kinds = Set(PhotographicVariation.Kind.allCases.filter { !$0.isGeometric })
    return try PhotographicVariation.drawn(kinds, using: &stream).applied(to: self, using: &stream)
  }
}
