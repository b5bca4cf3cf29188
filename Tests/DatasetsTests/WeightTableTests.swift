import Datasets
import Foundation
import Testing

@Suite struct WeightTableTests {
  private static let table = WeightTable(
    rule: "learned", samples: "/data/my samples, ü",
    rows: [
      .init(sample: "000001", family: "fracture-line", quality: 0.75, weight: 1.1),
      .init(sample: "a,\"b\"", family: "burn", quality: nil, weight: 0.9),
    ],
    history: [
      .init(step: 10, judgesLoss: 0.31, families: ["burn": 0.9], coefficients: ["quality": 1.05, "burn": -0.2])
    ])

  @Test func whatIsWrittenIsRead() throws {
    let tree = try TemporaryTree()
    #expect(try WeightTable(contentsOf: tree.root) == nil)
    try Self.table.write(to: tree.root)
    #expect(try WeightTable(contentsOf: tree.root) == Self.table)
    let text = try String(contentsOf: tree.url(WeightTable.tableName), encoding: .utf8)
    #expect(text.hasPrefix("sample,family,quality,weight\n000001,fracture-line,0.75,1.1\n"))
  }

  @Test(arguments: [
    "sample,family,quality\n1,burn,0.5\n", "sample,family,quality,weight\n1,burn,0.5,heavy\n",
    "sample,family,quality,weight\n1,burn,0.5,\n",
    "sample,family,quality,weight\n1,burn,,-1\n", "sample,family,quality,weight\n,burn,,1\n",
  ])
  func aBrokenTableIsRefused(text: String) throws {
    let tree = try TemporaryTree()
    try Self.table.write(to: tree.root)
    try Data(text.utf8).write(to: tree.url(WeightTable.tableName))
    #expect { try WeightTable(contentsOf: tree.root) } throws: { "\($0)".contains(WeightTable.tableName) }
  }

  @Test func aBrokenHistoryIsRefused() throws {
    let tree = try TemporaryTree()
    try Self.table.write(to: tree.root)
    try Data("{}".utf8).write(to: tree.url(WeightTable.historyName))
    #expect { try WeightTable(contentsOf: tree.root) } throws: { "\($0)".contains(WeightTable.historyName) }
  }
}
