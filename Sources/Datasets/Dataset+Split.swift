import Foundation
import Imaging
import Randomness

/// The photographs of a run by purpose. Nothing of `test` has any influence on `fit`, `validation` or `fingerprint`.
public struct DatasetSplit: Sendable, Equatable {
  /// Good training images to learn from.
  public let fit: [DatasetItem]
  /// Good images, taken from training data, for thresholds and early stopping.
  public let validation: [DatasetItem]
  /// Defective training images whose masks are known: real examples that a training may look at.
  public let defects: [DatasetItem]
  /// Images for evaluation only.
  public let test: [DatasetItem]
  /// SHA-256, in hexadecimal, of the training data (paths and bytes, real defects with their masks), of the way it was
  /// split and of the settings.
  public let fingerprint: String
  /// Ids of good images that show the same thing; neither is a new image to the other.
  public let groups: [[String]]
}

extension Dataset {
  /// The data set with at most `count` of its good training photographs, as if no more had been taken.
  ///
  /// Which ones depends on the seed and on each photograph's id alone; fewer are some of more.
  /// - Parameter count: at least 1.
  public func keeping(good count: Int, seed: UInt64) -> Dataset {
    precondition(count >= 1, "a detector learns from photographs")
    let drawn = train.filter { $0.label == .good }.map { item in
      var stream = RandomStream(seed: seed, key: "few/\(item.id)")
      return (number: stream.next(), id: item.id)
    }
    return leavingOut(drawn.sorted { ($0.number, $0.id) < ($1.number, $1.id) }.dropFirst(count).map(\.id))
  }

  /// Parts the data: validation comes out of the good training images (or is the data set's own validation part).
  ///
  /// Which images validate depends on the seed and on each image's id alone, not on the order of the files: an image
  /// draws a number from the stream `(seed, "validation/<id>")` and the ⌈n·fraction⌉ smallest validate, at least one
  /// and at most n − 1. Of a group all validate or none: it draws by its first image, and is passed over where that
  /// comes nearer to the share.
  ///
  /// - Parameters:
  ///   - validationFraction: Share of the good training images to hold out, in (0, 1).
  ///   - seed: The run's seed.
  ///   - settings: Whatever else the fingerprint should depend on (profile, image size …).
  ///   - groups: Ids of images that show the same thing and so stay on one side (`PhotographAudit.groups`).
  /// - Throws: `DatasetError.tooFewGoodImages` when there are fewer than two good training images (one, where the data
  ///   set has a validation part); `.unreadableFile` when the fingerprint cannot read a training image.
  public func split(
    validationFraction: Double = 0.1, seed: UInt64, settings: [String: String] = [:], groups: [[String]] = []
  ) throws -> DatasetSplit {
    guard validationFraction > 0, validationFraction < 1 else {
      throw DatasetError.invalidArgument(
        name: "validationFraction", reason: "\(validationFraction) is not between 0 and 1")
    }
    let good = train.filter { $0.label == .good }
    let own = validation.filter { $0.label == .good }
    let needed = own.isEmpty ? 2 : 1
    guard good.count >= needed else {
      throw DatasetError.tooFewGoodImages(path: root.path, count: good.count, needed: needed)
    }
    let held =
      own.isEmpty
      ? Self.heldOut(good, fraction: validationFraction, seed: seed, groups: groups) : Set(own.map(\.id))
    let fit = good.filter { !held.contains($0.id) }
    let kept = (good + own).filter { held.contains($0.id) }
    let defects = train.filter { $0.label == .anomalous && !$0.masks.isEmpty }
    let fingerprint = try Self.fingerprint(
      [("fit", fit), ("validation", kept), ("defects", defects)],
      settings: settings.merging(["seed": "\(seed)"].merging(reading.settings) { $1 }) { given, _ in given })
    return DatasetSplit(
      fit: fit, validation: kept, defects: defects, test: test, fingerprint: fingerprint,
      groups: Self.units(of: good + own, groups: groups).filter { $0.count > 1 })
  }

  /// Real defects by the protocol of the few-shot generators: the lowest-numbered ⌈n/3⌉ images of each defect type may
  /// fit a generator; the others, and all good test images, are for testing.
  public func fittingThird() -> (fitting: [DatasetItem], test: [DatasetItem]) {
    let byType = Dictionary(grouping: test.filter { $0.label == .anomalous }) { $0.defectType ?? "" }
    let fitting = byType.values.flatMap { $0.naturallySorted(by: \.id).prefix(($0.count + 2) / 3) }
    let ids = Set(fitting.map(\.id))
    return (fitting.naturallySorted(by: \.id), test.filter { !ids.contains($0.id) })
  }

  static func heldOut(
    _ items: [DatasetItem], fraction: Double, seed: UInt64, groups: [[String]]
  ) -> Set<String> {
    let count = min(items.count - 1, max(1, Int((Double(items.count) * fraction).rounded(.up))))
    let ranked = units(of: items, groups: groups).map { unit in
      var stream = RandomStream(seed: seed, key: "validation/\(unit[0])")
      return (unit: unit, rank: stream.next())
    }.sorted { ($0.rank, $0.unit[0]) < ($1.rank, $1.unit[0]) }
    var held: Set<String> = []
    for (unit, _) in ranked where held.count < count {
      let excess = held.count + unit.count - count
      if excess <= count - held.count { held.formUnion(unit) }
    }
    if held.isEmpty, let smallest = ranked.min(by: { $0.unit.count < $1.unit.count }) { held.formUnion(smallest.unit) }
    return held
  }

  /// The ids that stay together, a list for each group and each image in none. Where all are one group nothing could be
  /// held out, so it is none.
  private static func units(of items: [DatasetItem], groups: [[String]]) -> [[String]] {
    let known = Set(items.map(\.id))
    let groups = groups.map { $0.filter(known.contains) }.filter { $0.count > 1 && $0.count < items.count }
    let grouped = Set(groups.joined())
    return groups + items.map(\.id).filter { !grouped.contains($0) }.map { [$0] }
  }

  static func fingerprint(
    _ parts: [(purpose: String, items: [DatasetItem])], settings: [String: String]
  ) throws -> String {
    var hash = SHA256()
    for (purpose, items) in parts {
      let files = items.flatMap { item in
        ([item.image] + (item.label == .anomalous ? item.masks : [])).map { (id: item.id, file: $0) }
      }
      // One file of annotations may serve many photographs.
      let distinct = Array(Set(files.map(\.file.path)))
      let digests = Dictionary(
        uniqueKeysWithValues: zip(
          distinct, try concurrentMap(distinct) { try SHA256.hexDigest(ofFile: URL(fileURLWithPath: $0)) }))
      for (id, file) in files { hash.update("\(purpose)\0\(id)\0\(digests[file.path] ?? "")\n") }
    }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) { hash.update("setting\0\(name)\0\(value)\n") }
    return hash.hexDigest()
  }
}
