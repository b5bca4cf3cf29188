import Datasets
import Foundation
import Imaging
import Synthesis
import Testing

/// Regions of interest, and photographs of several kinds in one set.
@Suite struct RegionTests {
  /// A mask of 64 × 48 px that is set over part of its columns.
  private func mask(_ columns: Range<Int>, in folder: TemporaryFolder) throws -> URL {
    var mask = Mask(width: 64, height: 48)
    for y in 0..<48 { for x in columns { mask[y, x] = true } }
    let url = folder.url.appendingPathComponent("region \(columns.count).png")
    try mask.writePNG(to: url)
    return url
  }

  @Test(arguments: [nil, 96])
  func defectsKeepToTheRegion(side: Int?) throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    var configuration = SynthesisConfiguration()
    configuration.side = side
    let regions = try RegionMasks(mask(8..<40, in: folder), for: photographs)
    let synthesizer = try SampleSynthesizer(configuration, regions: regions)
    for index in 0..<14 {
      let mask = try synthesizer.sample(index, photographs: photographs, seed: 1).mask
      let columns = side == nil ? 8..<40 : 12..<60
      for y in 0..<mask.height {
        for x in 0..<mask.width where mask[y, x] { #expect(columns.contains(x), "sample \(index)") }
      }
    }
  }

  @Test func aRegionWithoutRoomIsNamed() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let regions = try RegionMasks(mask(3..<4, in: folder), for: photographs)
    #expect(throws: SynthesisError.noRoom(source: "train/good/0.png", area: 48, needed: 54)) {
      try SampleSynthesizer(regions: regions).surface(of: photographs[0])
    }
  }

  @Test func otherRegionsAreOtherSettings() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let out = folder.url.appendingPathComponent("set")
    func synthesize(_ columns: Range<Int>) throws {
      let regions = try RegionMasks(mask(columns, in: folder), for: photographs)
      try SampleSynthesizer(regions: regions).synthesize(photographs: photographs, count: 2, seed: 1, to: out)
    }
    try synthesize(8..<40)
    try synthesize(8..<40)
    #expect(throws: SynthesisError.self) { try synthesize(8..<41) }
  }

  /// A multiple of their number gives every photograph as many samples, of its own size, depth and channels.
  @Test func photographsOfEveryKindGoTogether() throws {
    let folder = try TemporaryFolder()
    var photographs = try folder.photographs()
    for (name, bitDepth, channels) in [("deep", 16, 3), ("deep grey", 16, 1)] {
      let file = folder.url.appendingPathComponent(name + ".png")
      var image = Image(width: 80, height: 40, channels: channels, bitDepth: bitDepth)
      for i in image.pixels.indices { image.pixels[i] = Float(20_000 + (i * 7919) % 9000) / 65_535 }
      try image.writePNG(to: file)
      photographs.append(DatasetItem(id: name, image: file, label: .good, split: .train))
    }
    let set = try SampleSynthesizer().synthesize(
      photographs: photographs, count: 15, seed: 2, to: folder.url.appendingPathComponent("set"))
    for item in photographs {
      let records = set.records.filter { $0.source == item.id }
      #expect(records.count == 3)
      let before = try Image.read(item.image)
      for record in records {
        let (after, mask) = (try Image.read(set.url(record.image)), try Mask.read(set.url(record.mask)))
        #expect((after.width, after.height, after.channels) == (before.width, before.height, before.channels))
        #expect(after.bitDepth == before.bitDepth && mask.area == record.area)
        for i in after.pixels.indices where mask.values[i % after.area] == 0 {
          #expect(after.pixels[i] == before.pixels[i])
        }
      }
    }
  }
}
