import Datasets
import Foundation
import Testing

/// The audit on photographs of real products, which lie outside the repository.
@Suite(.enabled(if: SharedData.root != nil, "needs real data sets: set BLEMISH_SHARED_DATA"))
struct SharedDataAuditTests {
  @Test(arguments: SharedData.sets)
  func noGoodPhotographIsOdd(set: String) throws {
    let dataset = try Dataset.open(try #require(SharedData.root).appendingPathComponent(set))
    let audit = PhotographAudit(of: dataset.goodPhotographs)
    #expect(audit.odd.isEmpty)
    print("\(set): \(audit.groups.joined().count) photographs in \(audit.groups.count) groups")
    if let (groups, photographs) = SharedData.groups[set] {
      #expect(groups.contains(audit.groups.count) && photographs.contains(audit.groups.joined().count))
    }
  }
}

/// Where the real data sets lie, and how many groups a person sees in them.
enum SharedData {
  static let root: URL? = {
    let beside = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data").standardizedFileURL
    let given = ProcessInfo.processInfo.environment["BLEMISH_SHARED_DATA"].map { URL(fileURLWithPath: $0) }
    return [given, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  /// Groups and photographs in them: one bottle, screw, fryum and cookie lie there twice; tiles were photographed at
  /// several exposures; crops of carpet, grid, tile and asphalt overlap by half.
  static let groups: [String: (groups: ClosedRange<Int>, photographs: ClosedRange<Int>)] = [
    "mvtec_ad/bottle": (1...1, 2...2), "mvtec_ad/screw": (1...1, 2...2), "mvtec_ad/transistor": (0...2, 0...4),
    "visa/fryum": (1...1, 2...2), "aws_cookies/cookie": (1...1, 2...2), "otx_hazelnut/hazelnut": (0...0, 0...0),
    "magnetic_tile/tile_mt": (110...140, 340...390), "mvtec_crops/carpet": (5...7, 180...187),
    "mvtec_crops/grid": (5...16, 155...169), "mvtec_crops/tile": (6...8, 42...46),
    "crackforest/asphalt": (28...34, 80...94),
  ]

  static let sets = groups.keys.sorted()
}
