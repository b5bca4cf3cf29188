import Datasets
import Imaging
import Randomness

/// The good images that a detector learns from: each photograph as it is and, where asked for, once as another day would
/// show it.
struct GoodImages: Sendable {
  private let views: [PhotographView]
  private let seed: UInt64
  /// Images of each view.
  let showings: Int
  /// A number for each photograph, by its name; those that show the same thing share one.
  let photographs: [String: Int]

  init(_ views: [PhotographView], groups: [[String]], isVaried: Bool, seed: UInt64) {
    (self.views, self.seed, showings) = (views, seed, isVaried ? 2 : 1)
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

  var count: Int { views.count * showings }
  /// The photograph that each image is of.
  var owners: [Int] { (0..<count).map { photographs[views[$0 / showings].item.id]! } }
  /// The name of the photograph that each image is of.
  var sources: [String] { (0..<count).map { views[$0 / showings].item.id } }
  /// Whether each image is its photograph as another day would show it.
  var isVaried: [Bool] { (0..<count).map { $0 % showings != 0 } }

  /// - Throws: `ImagingError`.
  func image(_ index: Int) throws -> Image {
    let view = views[index / showings]
    let image = try view.image()
    return index % showings == 0 ? image : try image.onAnotherDay(seed: seed, name: view.name)
  }
}

extension Image {
  /// The image under small changes of light, colour, focus, noise, file and place, drawn by the seed and its name.
  func onAnotherDay(seed: UInt64, name: String) throws -> Image {
    var stream = RandomStream(seed: seed, key: "detector/another day/" + name)
    return try PhotographicVariation.drawn(using: &stream).applied(to: self, using: &stream)
  }

  /// The same without moving anything, so that a mask still fits.
  func inAnotherLight(seed: UInt64, name: String) throws -> Image {
    var stream = RandomStream(seed: seed, key: "detector/another light/" + name)
    let kinds = Set(PhotographicVariation.Kind.allCases.filter { !$0.isGeometric })
    return try PhotographicVariation.drawn(kinds, using: &stream).applied(to: self, using: &stream)
  }
}
