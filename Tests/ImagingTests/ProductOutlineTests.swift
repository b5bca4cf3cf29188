import Foundation
import Imaging
import Testing

/// Silhouettes beside outlines that were drawn by hand on real photographs, which are not part of
/// the project: in `BLEMISH_SHARED_DATA`, or in `shared/data` beside it.
@Suite struct ProductOutlineTests {
  private static let data: URL = {
    if let path = ProcessInfo.processInfo.environment["BLEMISH_SHARED_DATA"] { return URL(fileURLWithPath: path) }
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return package.deletingLastPathComponent().appendingPathComponent("shared/data")
  }()

  private static let isThere = FileManager.default.fileExists(
    atPath: data.appendingPathComponent("aws_cookies/cookie").path)

  /// An outline drawn by hand.
  private struct Drawing: Decodable {
    /// Path below the data's folder.
    let photograph: String
    /// Vertices (x, y) in px, counted from the upper left corner of the picture.
    let outline: [[Double]]

    /// The pixels whose centres lie inside, by the even-odd rule.
    func mask(_ width: Int, _ height: Int) -> Mask {
      var mask = Mask(width: width, height: height)
      for y in 0..<height {
        let row = Double(y) + 0.5
        var crossings: [Double] = []
        for (a, b) in zip(outline, outline.dropFirst() + outline.prefix(1)) where (a[1] <= row) != (b[1] <= row) {
          crossings.append(a[0] + (row - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        }
        crossings.sort()
        for x in 0..<width { mask[y, x] = crossings.count { $0 <= Double(x) + 0.5 } % 2 == 1 }
      }
      return mask
    }
  }

  private static func finder(_ category: String) throws -> ProductFinder {
    let folder = data.appendingPathComponent("\(category)/train/good")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let count = min(names.count, ProductFinder.mostPhotographs)
    return ProductFinder(
      photographs: try (0..<count).map {
        try Image.read(folder.appendingPathComponent(names[$0 * names.count / count]))
      })
  }

  /// The least overlap (intersection over union) of a category. Nine tenths are not reached on the
  /// transistor, whose lower leads are as dark as the copper's shadows and whose body is as dark as
  /// the holes that it covers.
  private static let leastOverlaps = [
    "aws_cookies/cookie": 0.9, "mvtec_ad/screw": 0.9, "mvtec_ad/bottle": 0.9, "mvtec_ad/transistor": 0.8,
    "otx_hazelnut/hazelnut": 0.9, "visa/fryum": 0.9,
  ]

  @Test(
    .enabled(if: isThere, "needs the real photographs, see BLEMISH_SHARED_DATA"),
    arguments: leastOverlaps.keys.sorted())
  func silhouettesAgreeWithDrawnOutlines(_ category: String) throws {
    let least = try #require(Self.leastOverlaps[category])
    let finder = try Self.finder(category)
    #expect(finder.showsObject)
    let drawings = try Golden.decode([Drawing].self, "outlines.json").filter { $0.photograph.hasPrefix(category) }
    #expect(drawings.count == 5)
    let overlaps = try drawings.map { drawing in
      let image = try Image.read(Self.data.appendingPathComponent(drawing.photograph))
      let (found, drawn) = (finder.product(in: image), drawing.mask(image.width, image.height))
      let overlap = Double(found.intersection(drawn).area) / Double(found.union(drawn).area)
      #expect(overlap >= least, "\(drawing.photograph)")
      return overlap
    }
    let figures = [overlaps.reduce(0, +) / 5, overlaps.min()!] + overlaps
    print(category, "IoU mean, least, each:", figures.map { String(format: "%.3f", $0) }.joined(separator: " "))
  }

  @Test(
    .enabled(if: isThere, "needs the real photographs, see BLEMISH_SHARED_DATA"),
    arguments: [
      "mvtec_crops/carpet", "mvtec_crops/grid", "mvtec_crops/tile", "crackforest/asphalt", "magnetic_tile/tile_mt",
    ])
  func texturesAreAllProduct(_ category: String) throws {
    #expect(try !Self.finder(category).showsObject)
  }
}
