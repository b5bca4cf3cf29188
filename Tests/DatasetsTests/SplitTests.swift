import Datasets
import Foundation
import Testing

@Suite struct SplitTests {
  @Test func validationComesOutOfGoodTrainingData() throws {
    let tree = try TemporaryTree.mvtec(train: 25)
    try tree.image("train/crack/000.png")
    let dataset = try Dataset.open(tree.root)
    let split = try dataset.split(validationFraction: 0.2, seed: 3)
    #expect(split.fit.count == 20 && split.validation.count == 5)
    #expect(Set((split.fit + split.validation).map(\.id)) == Set(dataset.train.filter { $0.label == .good }.map(\.id)))
    #expect(split.test == dataset.test)
    #expect(try dataset.split(validationFraction: 0.2, seed: 3) == split)
    #expect(try dataset.split(validationFraction: 0.2, seed: 4).validation != split.validation)
  }

  @Test func fewerPhotographsAreSomeOfMore() throws {
    let tree = try TemporaryTree.mvtec(train: 25)
    try tree.image("train/crack/000.png")
    let dataset = try Dataset.open(tree.root)
    func kept(_ count: Int, seed: UInt64 = 1) -> Set<String> {
      Set(dataset.keeping(good: count, seed: seed).train.map(\.id))
    }
    #expect(kept(8).count == 9 && kept(16).count == 17 && kept(8).isSubset(of: kept(16)))
    #expect(kept(8) != kept(8, seed: 2))
    #expect(dataset.keeping(good: 100, seed: 1).items == dataset.items)
    #expect(dataset.keeping(good: 8, seed: 1).test == dataset.test)
  }

  /// Images that are added leave most of the choice as it was: each image draws its own number.
  @Test func choiceDependsOnEachImageAlone() throws {
    let before = Set(try Self.validationIDs(TemporaryTree.mvtec(train: 40)))
    let after = Set(try Self.validationIDs(TemporaryTree.mvtec(train: 44)))
    #expect(before.subtracting(after).count <= 2)
  }

  static func validationIDs(_ tree: TemporaryTree) throws -> [String] {
    try Dataset.open(tree.root).split(validationFraction: 0.25, seed: 1).validation.map(\.id)
  }

  @Test func fingerprintFollowsTrainingDataAndSettingsOnly() throws {
    let tree = try TemporaryTree.mvtec()
    func fingerprint(seed: UInt64 = 1, fraction: Double = 0.3, _ settings: [String: String] = [:]) throws -> String {
      try Dataset.open(tree.root).split(validationFraction: fraction, seed: seed, settings: settings).fingerprint
    }
    let original = try fingerprint()
    #expect(original.count == 64)
    #expect(try fingerprint() == original)
    #expect(try fingerprint(seed: 2) != original)
    #expect(try fingerprint(fraction: 0.6) != original)
    #expect(try fingerprint(seed: 1, ["size": "256"]) != original)
    try FileManager.default.removeItem(at: tree.url("test"))
    #expect(try fingerprint() == original, "test data must not matter")
    try tree.image("train/good/000.png", width: 9)
    #expect(try fingerprint() != original)
  }

  /// Real defects in the training part are kept apart, where their masks are known, and belong to the fingerprint.
  @Test func defectsOfTheTrainingPartAreKeptApart() throws {
    let tree = try TemporaryTree.mvtec()
    let without = try Dataset.open(tree.root).split(seed: 1)
    try tree.image("train/crack/000.png", "train/crack/000_mask.png", "train/dent/000.png")
    let split = try Dataset.open(tree.root).split(seed: 1)
    #expect(without.defects.isEmpty && split.defects.map(\.id) == ["train/crack/000.png"])
    #expect(split.fit == without.fit && split.validation == without.validation && split.test == without.test)
    #expect(split.fingerprint != without.fingerprint)
    try tree.image("train/crack/000_mask.png", width: 9)
    #expect(try Dataset.open(tree.root).split(seed: 1).fingerprint != split.fingerprint)
  }

  /// The same files in another place are the same data.
  @Test func fingerprintIgnoresTheFolder() throws {
    let (a, b) = (try TemporaryTree.mvtec(), try TemporaryTree.mvtec())
    #expect(
      try Dataset.open(a.root).split(seed: 1).fingerprint == Dataset.open(b.root).split(seed: 1).fingerprint)
  }

  @Test(arguments: [0, 1]) func tooFewGoodImages(count: Int) throws {
    let tree = try TemporaryTree.mvtec(train: count)
    let dataset = try Dataset.open(tree.root)
    #expect(throws: DatasetError.tooFewGoodImages(path: tree.root.path, count: count, needed: 2)) {
      try dataset.split(seed: 1)
    }
  }

  @Test func atLeastOneOnEachSide() throws {
    let tree = try TemporaryTree.mvtec(train: 2)
    let dataset = try Dataset.open(tree.root)
    for fraction in [0.01, 0.99] {
      let split = try dataset.split(validationFraction: fraction, seed: 1)
      #expect(split.fit.count == 1 && split.validation.count == 1)
    }
    #expect(throws: DatasetError.self) { try dataset.split(validationFraction: 1, seed: 1) }
  }

  @Test(arguments: 0..<8 as Range<UInt64>) func groupsStayOnOneSide(seed: UInt64) throws {
    let tree = try TemporaryTree.mvtec(train: 40)
    let dataset = try Dataset.open(tree.root)
    let ids = dataset.train.map(\.id)
    let groups = [Array(ids[0..<4]), Array(ids[10..<15]), [ids[20], ids[39]], Array(ids[25..<37])]
    let split = try dataset.split(validationFraction: 0.2, seed: seed, groups: groups)
    let held = Set(split.validation.map(\.id))
    for group in groups { #expect(held.isSuperset(of: group) || held.isDisjoint(with: group)) }
    #expect((5...12).contains(held.count) && split.fit.count + held.count == 40)
    #expect(try dataset.split(validationFraction: 0.2, seed: seed, groups: groups) == split)
  }

  @Test func groupsThatSayNothingChangeNothing() throws {
    let tree = try TemporaryTree.mvtec(train: 12)
    let dataset = try Dataset.open(tree.root)
    let split = try dataset.split(seed: 1)
    let ids = dataset.train.map(\.id)
    #expect(try dataset.split(seed: 1, groups: ids.map { [$0] }) == split)
    #expect(try dataset.split(seed: 1, groups: [ids]) == split)
    #expect(try dataset.split(seed: 1, groups: [["gone/1.png", "gone/2.png"]]) == split)
  }

  @Test func groupsLargerThanTheShareStillLeaveOneToValidate() throws {
    let tree = try TemporaryTree.mvtec(train: 12)
    let dataset = try Dataset.open(tree.root)
    let ids = dataset.train.map(\.id)
    let split = try dataset.split(seed: 1, groups: [Array(ids[..<5]), Array(ids[5...])])
    #expect(split.validation.map(\.id) == Array(ids[..<5]) && split.fit.count == 7)
  }

  @Test func photographsCanBeLeftOut() throws {
    let tree = try TemporaryTree.mvtec(train: 6)
    let dataset = try Dataset.open(tree.root)
    let left = dataset.leavingOut(["train/good/003.png"])
    #expect(left.train.count == 5 && left.test == dataset.test)
    #expect(try left.split(seed: 1).fingerprint != dataset.split(seed: 1).fingerprint)
  }

  @Test func fittingThirdTakesTheLowestNumbers() throws {
    let tree = try TemporaryTree.mvtec(bad: 7)
    try tree.image("test/hole/9.png", "test/hole/10.png", "test/hole/100.png", "test/dot/5.png")
    let (fitting, test) = try Dataset.open(tree.root).fittingThird()
    #expect(
      fitting.map(\.id) == [
        "test/crack/000.png", "test/crack/001.png", "test/crack/002.png", "test/dot/5.png", "test/hole/9.png",
      ])
    #expect(test.count == 4 + 2 + 2 && Set(test.map(\.id)).isDisjoint(with: fitting.map(\.id)))
  }
}
