import Foundation
import Imaging
import Physics
import Reporting
import Synthesis

/// Makes the gallery: one page, a strip of close-ups of each family, and an overview.
struct GalleryJob {
  static let pageName = "index.html"
  /// Samples of which the clearest is shown.
  private static let tries = 4
  /// Close-ups in a row of the overview.
  private static let tilesInRow = 8

  let families: [DefectFamily]
  let severities: [Double]
  let side: Int
  let seed: UInt64
  let quiet: Bool

  /// Writes all files.
  /// - Returns: the time for a sample of each family on one core, s: the median over the page's samples.
  func write(to folder: URL) throws -> [String: Double] {
    try RunLayout.create(folder.appendingPathComponent("images"))
    let exhibits = try exhibits(at: severities, side: side, title: "page")
    let cards = families.map { card($0, exhibits[$0] ?? []) }
    try GalleryPage(columns: severities.map { "severity \($0.formatted())" }, families: cards)
      .write(to: folder.appendingPathComponent(Self.pageName))
    // Twice as fine, because close-ups show less than half of a picture's width.
    let closeUps = try self.exhibits(at: [0.5, 0.7, 0.9], side: 2 * side, title: "close-ups")
    for family in families {
      try strip(plateByPlate(closeUps[family]).flatMap { $0.prefix(2) })?
        .writeJPEG(to: folder.appendingPathComponent("images/\(family.rawValue).jpg"), quality: 88)
    }
    try overview(closeUps)?.writeJPEG(to: folder.appendingPathComponent("gallery.jpg"), quality: 90)
    return Dictionary(uniqueKeysWithValues: cards.map { ($0.name, $0.seconds) })
  }

  /// For each family the clearest samples on its plates, plate by plate; nil where none could be seen.
  private func exhibits(
    at severities: [Double], side: Int, title: String
  ) throws -> [DefectFamily: [FamilyGallery.Exhibit?]] {
    let plates = try Plates(side: side, seed: seed)
    let wishes = families.flatMap { family in
      plates.of(family).flatMap { plate in severities.map { (family, plate, $0) } }
    }
    let requests = wishes.enumerated().flatMap { index, wish in
      (0..<Self.tries).map { attempt in
        let number = UInt64(index * Self.tries + attempt)
        return FamilyGallery.Request(wish.0, severity: wish.2, on: wish.1, seed: seed << 32 &+ number << 12)
      }
    }
    let line = ProgressLine(title, quiet: quiet)
    let made = try FamilyGallery.exhibits(requests) { line.update($0, of: $1, unit: "samples") }
    return wishes.indices.reduce(into: [:]) { exhibits, index in
      let candidates = made[index * Self.tries..<(index + 1) * Self.tries].compactMap { $0 }
      exhibits[wishes[index].0, default: []].append(candidates.max { $0.appeal < $1.appeal })
    }
  }

  private func card(_ family: DefectFamily, _ exhibits: [FamilyGallery.Exhibit?]) -> GalleryPage.Family {
    let (card, times) = (family.card, exhibits.compactMap { $0?.seconds }.sorted())
    let rows = stride(from: 0, to: exhibits.count, by: severities.count).compactMap { start -> GalleryPage.Row? in
      let row = exhibits[start..<start + severities.count]
      guard let plate = row.compactMap({ $0?.request.plate.name }).first else { return nil }
      return .init(surface: plate, pictures: row.map { exhibit in exhibit.map { ($0.sample.image, $0.sample.mask) } })
    }
    return GalleryPage.Family(
      name: family.rawValue, title: card.title, mechanism: card.mechanism, equation: card.equation,
      isSolved: card.approach == .differential, seconds: times.isEmpty ? 0 : times[times.count / 2],
      parameters: family.model.parameterNotes.map { .init(name: $0.name, range: $0.range, meaning: $0.meaning) },
      rows: rows)
  }

  /// Close-ups, below them the same with outlined masks.
  private func strip(_ exhibits: [FamilyGallery.Exhibit]) -> Image? {
    guard !exhibits.isEmpty else { return nil }
    let plain = exhibits.map { $0.sample.image.cropped(to: $0.closeUp) }
    let outlined = exhibits.map {
      $0.sample.image.outlined($0.sample.mask, colour: SIMD3(1, 0.15, 0.1), width: 1.5).cropped(to: $0.closeUp)
    }
    return .contactSheet(plain + outlined, columns: exhibits.count, cell: (200, 200))
  }

  /// Samples that could be seen, in groups of one plate in the order of the plates, the clearest first.
  private func plateByPlate(_ exhibits: [FamilyGallery.Exhibit?]?) -> [[FamilyGallery.Exhibit]] {
    let seen = (exhibits ?? []).compactMap { $0 }
    var names: [String] = []
    for exhibit in seen where !names.contains(exhibit.request.plate.name) { names.append(exhibit.request.plate.name) }
    return names.map { name in seen.filter { $0.request.plate.name == name }.sorted { $0.appeal > $1.appeal } }
  }

  /// A clear close-up of every family, and second ones that fill the last row, with plates that take turns.
  private func overview(_ closeUps: [DefectFamily: [FamilyGallery.Exhibit?]]) -> Image? {
    var groups = families.map { plateByPlate(closeUps[$0]).compactMap(\.first) }.filter { !$0.isEmpty }
    guard !groups.isEmpty else { return nil }
    var uses: [String: Int] = [:]
    func worth(_ exhibit: FamilyGallery.Exhibit) -> Double {
      exhibit.appeal / (1 + 0.25 * Double(uses[exhibit.request.plate.name, default: 0]))
    }
    func take(from group: Int) -> FamilyGallery.Exhibit? {
      guard let best = groups[group].indices.max(by: { worth(groups[group][$0]) < worth(groups[group][$1]) }) else {
        return nil
      }
      let exhibit = groups[group].remove(at: best)
      uses[exhibit.request.plate.name, default: 0] += 1
      return exhibit
    }
    var shown = groups.indices.compactMap { take(from: $0) }
    while shown.count % Self.tilesInRow != 0,
      let next = groups.indices.filter({ !groups[$0].isEmpty })
        .max(by: { (groups[$0].map(worth).max() ?? 0) < (groups[$1].map(worth).max() ?? 0) }),
      let exhibit = take(from: next)
    {
      shown.append(exhibit)
    }
    return .contactSheet(
      shown.map { $0.sample.image.cropped(to: $0.closeUp) }, columns: Self.tilesInRow, cell: (200, 200))
  }
}

extension FamilyGallery.Exhibit {
  /// How well a defect shows: clear but not garish, neither a speck nor all of the close-up, with room around it.
  fileprivate var appeal: Double {
    let (mask, box) = (sample.mask, closeUp)
    let share = Double(mask.area) / Double(box.area)
    let size = share < 0.05 ? share / 0.05 : share > 0.25 ? 0.25 / share : 1
    let contrast = sample.record.parameters["contrast"] ?? 0
    let clarity = contrast < 0.12 ? contrast / 0.12 : contrast > 0.3 ? 0.3 / contrast : 1
    let touches =
      (0..<mask.height).contains { mask[$0, 0] || mask[$0, mask.width - 1] }
      || (0..<mask.width).contains { mask[0, $0] || mask[mask.height - 1, $0] }
    return clarity * size.squareRoot() * (touches ? 0.3 : 1)
  }
}
