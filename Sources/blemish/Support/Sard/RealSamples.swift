import Datasets
import Foundation
import Imaging

/// Real defects as a sample set, resized to squares: what segmenters reach that learn from the few real ones alone.
struct RealSamples {
  let side: Int

  func write(_ items: [DatasetItem], to folder: URL) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: folder)
    for (index, item) in items.enumerated() {
      guard let type = item.defectType, let mask = try item.readMask() else { continue }
      let id = String(format: "%06d", index)
      let nearest = mask.resized(width: side, height: side, rule: .nearest)
      let fitted = nearest.area > 0 ? nearest : mask.resized(width: side, height: side, rule: .anyCovered)
      let record = SampleRecord(
        id: id, seed: 0, source: item.id, family: type, parameters: [:], image: "images/\(id).png",
        mask: "masks/\(id).png", area: fitted.area, type: type)
      try item.readImage().resized(width: side, height: side)
        .writePNG(to: folder.appendingPathComponent(record.image))
      try fitted.writePNG(to: folder.appendingPathComponent(record.mask))
      try writer.append(record)
    }
    return try writer.finish()
  }
}
