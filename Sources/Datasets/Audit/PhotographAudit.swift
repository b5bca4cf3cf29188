import Foundation
import Imaging

/// What good photographs of a data set look like beside one another: which show the same, which are not like the others.
///
/// ```swift
/// let audit = PhotographAudit(of: dataset.goodPhotographs)
/// let split = try dataset.leavingOut(audit.odd.map(\.id)).split(seed: 0, groups: audit.groups)
/// ```
public struct PhotographAudit: Sendable, Equatable {
  /// A photograph that is not like the others.
  public struct Odd: Sendable, Equatable {
    /// The item's id.
    public let id: String
    /// What is odd about it, for a person.
    public let reason: String
  }

  /// Ids of photographs that show the same thing, two or more a group; odd ones are in none.
  public let groups: [[String]]
  /// Photographs that training does better without, in the order of the items.
  public let odd: [Odd]

  /// Looks at photographs, on all cores; those that cannot be read are passed over, as `DatasetValidator` names them.
  /// - Parameter comparing: whether to find groups, too: seconds for hundreds.
  public init(of items: [DatasetItem], limits: DecodeLimits = .default, comparing: Bool = true) {
    let sizes = concurrentMap(items) { item in
      (try? ImageHeader.read(item.image)).map { max($0.width, $0.height) }
    }
    let factor = PhotographSketch.factor(sizes: sizes.compactMap { $0 }, to: PhotographSketch.side)
    let read = concurrentMap(items) { item in
      (try? item.readImage(limits: limits)).map { (id: item.id, sketch: PhotographSketch($0, factor: factor)) }
    }.compactMap { $0 }
    let strange = OddPhotograph.odd(in: read.map(\.sketch))
    let out = Set(strange.map(\.index))
    let usual = read.indices.filter { !out.contains($0) }
    let found = comparing ? PhotographGroups.find(usual.map { read[$0].sketch }).shared : []
    odd = strange.map { Odd(id: read[$0.index].id, reason: $0.reason) }
    groups = found.map { group in group.map { read[usual[$0]].id } }
  }
}

extension Dataset {
  /// The photographs that thresholds rest on: good ones of the training and validation parts.
  public var goodPhotographs: [DatasetItem] { items.filter { $0.label == .good && $0.split != .test } }
}
