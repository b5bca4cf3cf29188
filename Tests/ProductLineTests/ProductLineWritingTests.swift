import Foundation
import Imaging
import ProductLine
import Synchronization
import Testing

@Suite struct ProductLineWritingTests {
  private func files(below folder: URL) -> [String: Data] {
    let paths = FileManager.default.enumerator(atPath: folder.path)!.compactMap { $0 as? String }
    return paths.reduce(into: [:]) { result, path in
      let url = folder.appendingPathComponent(path)
      if let data = try? Data(contentsOf: url), !url.hasDirectoryPath { result[path] = data }
    }
  }

  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("product line ä \(UUID().uuidString)")
  }

  @Test func writesTheLayoutOfMVTecAD() throws {
    let root = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    let steps = Mutex([Int]())
    let line = ProductLine(.flange, seed: 4, size: 48)
    let folder = try line.write(to: root, counts: .init(train: 3, testGood: 2, testDefective: 6)) { done, total in
      #expect(total == 11)
      steps.withLock { $0.append(done) }
    }
    #expect(steps.withLock { $0 } == Array(1...11))
    #expect(folder.lastPathComponent == "flange")
    let defects = ["chip/000", "chip/001", "dent/000", "missing_hole/000", "scratch/000", "stain/000"]
    #expect(
      Set(files(below: folder).keys)
        == Set(
          (0..<3).map { "train/good/00\($0).png" } + (0..<2).map { "test/good/00\($0).png" }
            + defects.map { "test/\($0).png" } + defects.map { "ground_truth/\($0)_mask.png" }))
    let part = line.defectivePart(1, type: "chip")
    #expect(try Image.read(folder.appendingPathComponent("test/chip/001.png")) == part.image)
    #expect(try Mask.read(folder.appendingPathComponent("ground_truth/chip/001_mask.png")) == part.mask)
  }

  @Test func equalSeedsGiveEqualBytes() throws {
    let roots = [temporaryFolder(), temporaryFolder()]
    defer { roots.forEach { try? FileManager.default.removeItem(at: $0) } }
    let counts = ProductLine.Counts(train: 2, testGood: 1, testDefective: 5)
    for root in roots { try ProductLine(.denim, seed: 9, size: 48).write(to: root, counts: counts) }
    #expect(files(below: roots[0]) == files(below: roots[1]))
  }

  @Test func aFileInTheWayIsAnError() throws {
    let root = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    try Data("not a folder".utf8).write(to: root)
    #expect(throws: (any Error).self) { try ProductLine(.denim, seed: 0, size: 48).write(to: root) }
  }
}
