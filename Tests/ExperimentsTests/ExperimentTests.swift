import Experiments
import Foundation
import Testing

private let text = """
  title: Which is better?
  categories: [a/one, b/two]
  seeds: [0, 1, 2]
  measures: [pixel.ap]
  options: --profile quick
  settings:
    - name: ours
    - name: Perlin × texture
      options: --generator perlin-texture --set "head.steps=1"
  """

/// A plan in a file of its own.
private func plan(_ text: String) throws -> ExperimentPlan {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  return try ExperimentPlan.read(file)
}

@Suite struct ExperimentPlanTests {
  @Test func cellsAreCategoriesTimesSeedsTimesSettings() throws {
    let plan = try plan(text)
    #expect(plan.cells.count == 12)
    #expect(plan.reference == "ours")
    #expect(plan.cells[1].options == ["--profile", "quick", "--generator", "perlin-texture", "--set", "head.steps=1"])
    #expect(Set(plan.cells.map(\.folder)).count == 12)
    #expect(plan.cells[1].folder == "a-one/perlin-texture/seed-0")
    let parts = (0..<3).map { plan.cells(of: $0, among: 3) }
    #expect(Set(parts.joined().map(\.folder)) == Set(plan.cells.map(\.folder)) && parts.map(\.count).reduce(0, +) == 12)
    #expect(
      parts[1].prefix(plan.settings.count).allSatisfy {
        ($0.category, $0.seed) == (parts[1][0].category, parts[1][0].seed)
      })
  }

  @Test func whatIsLeftOutGetsItsDefault() throws {
    let plan = try plan("title: t\ncategories: [c]\nsettings: [{name: s}]")
    #expect(plan.seeds == [0, 1, 2])
    #expect(plan.measures == ExperimentPlan.standardMeasures)
  }

  @Test(arguments: [
    ("title: t\ncategories: []\nsettings: [{name: s}]", "categories"),
    ("title: t\ncategories: [c]\nsettings: []", "settings"),
    ("title: t\ncategories: [c]\nsettings: [{name: s}, {name: S}]", "same name"),
    ("title: t\ncategories: [c]\nseeds: [0, 0]\nsettings: [{name: s}]", "seeds"),
    ("title: t\ncategories: [c]\nseeds: [zero]\nsettings: [{name: s}]", "seeds"),
    ("title: t\ncategories: [c]\nreference: r\nsettings: [{name: s}]", "reference"),
    ("title: t\ncategory: [c]\nsettings: [{name: s}]", "category"),
    ("categories: [c]\nsettings: [{name: s}]", "title"),
    ("title: [", "line"),
    ("", ""),
  ])
  func mistakesAreNamed(text: String, word: String) {
    #expect {
      try plan(text)
    } throws: { error in
      guard case .unreadablePlan(let path, let reason)? = error as? ExperimentError else { return false }
      return path.hasSuffix(".yaml") && (word.isEmpty || reason.contains(word))
    }
  }

  @Test func aMissingPlanIsNamed() {
    #expect(throws: ExperimentError.self) { try ExperimentPlan.read(URL(fileURLWithPath: "/nowhere/plan.yaml")) }
  }
}

@Suite struct ExperimentResultTests {
  private func results() throws -> ExperimentResults {
    let plan = try plan(text)
    let entries = plan.cells.enumerated().map { index, cell in
      ExperimentResults.Entry(cell: cell, values: ["pixel.ap": Double(index) / 100])
    }
    return ExperimentResults(plan: plan, entries: entries)
  }

  @Test func differencesArePairedBySeed() throws {
    let differences = try results().differences("pixel.ap", category: "a/one", setting: "Perlin × texture")
    #expect(differences.count == 3)
    for value in differences.values { #expect(abs(value - 0.01) < 1e-12) }
  }

  @Test func categoryMeansNeedEveryCategory() throws {
    let all = try results()
    let partial = ExperimentResults(
      plan: all.plan, entries: all.entries.filter { $0.cell.folder != "b-two/ours/seed-2" })
    let means = partial.categoryMeans { partial.values("pixel.ap", category: $0, setting: "ours") }
    #expect(means.keys.sorted() == [0, 1])
    #expect(abs(means[0]! - (0.00 + 0.06) / 2) < 1e-12)
  }

  @Test func statisticsOfSeeds() throws {
    let statistics = try #require(SeedStatistics([1, 2, 4]))
    #expect(abs(statistics.mean - 7.0 / 3) < 1e-12)
    #expect(abs(statistics.deviation! - 1.5275252316519468) < 1e-12)
    #expect(SeedStatistics([3])?.deviation == nil)
    #expect(SeedStatistics([]) == nil)
  }

  @Test func tablesShowMeansAndDifferences() throws {
    let markdown = try results().markdown()
    #expect(markdown.contains("| a/one | 2.0 ± 2.0 | 3.0 ± 2.0 |"))
    #expect(markdown.contains("| a/one | – | +1.0 ± 0.0 |"))
    #expect(markdown.contains("| **mean** | 5.0 ± 2.0 | 6.0 ± 2.0 |"))
    #expect(try results().csv().split(separator: "\n").count == 13)
  }

  @Test func distancesAreNoPercentages() throws {
    let plan = try ExperimentPlan(
      title: "t", categories: ["c"], seeds: [0, 1], measures: ["d"],
      settings: [.init(name: "a"), .init(name: "b", options: "--x \"two words\"")])
    #expect(plan.reference == "a" && plan.cells[1].options == ["--x", "two words"])
    let values = [0.5, 0.25, 1.5, 1.25]
    let entries = zip(plan.cells, values).map { ExperimentResults.Entry(cell: $0, values: ["d": $1]) }
    let markdown = ExperimentResults(plan: plan, entries: entries).markdown(in: .plain)
    #expect(markdown.contains("| c | 1.000 ± 0.707 | 0.750 ± 0.707 |"))
    #expect(markdown.contains("| c | – | -0.250 ± 0.000 |"))
    #expect(throws: ExperimentError.self) {
      try ExperimentPlan(title: "t", categories: [], seeds: [0], measures: ["d"], settings: [.init(name: "a")])
    }
  }

  @Test func measuresThatNobodyHasAreRefused() throws {
    let plan = try plan(text.replacingOccurrences(of: "pixel.ap", with: "pixel.app"))
    let results = ExperimentResults(plan: plan, entries: [.init(cell: plan.cells[0], values: ["pixel.ap": 1])])
    #expect(throws: ExperimentError.unknownMeasure(name: "pixel.app", known: ["pixel.ap"])) {
      try results.checkMeasures()
    }
  }
}

@Suite struct ExperimentTests {
  private struct Stop: Error {}

  @Test func anInterruptedExperimentGoesOn() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("experiment \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let experiment = Experiment(try plan(text), in: folder)
    var made: [String] = []
    func run(stoppingAfter limit: Int) throws {
      try experiment.complete(experiment.plan.cells, announce: { _, _, _ in }) { cell, _ in
        if made.count == limit { throw Stop() }
        made.append(cell.folder)
        return Data(#"{"pixel": {"ap": 0.\#(cell.seed + 1)}, "seed": 7}"#.utf8)
      }
    }
    #expect(throws: Stop.self) { try run(stoppingAfter: 5) }
    #expect(try experiment.results().entries.count == 5)
    try run(stoppingAfter: 100)
    #expect(made == experiment.plan.cells.map(\.folder))
    let results = try experiment.results()
    #expect(results.entries[0].values == ["pixel.ap": 0.1, "seed": 7])
    try experiment.write(results)
    #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("results.md").path))
  }

  @Test func cellsOfOtherOptionsAreNotMixed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("experiment \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = Experiment(try plan(text), in: folder)
    try first.complete(first.plan.cells, announce: { _, _, _ in }) { _, _ in Data("{}".utf8) }
    let second = Experiment(try plan(text.replacingOccurrences(of: "quick", with: "standard")), in: folder)
    #expect {
      try second.results()
    } throws: {
      if case .otherOptions? = $0 as? ExperimentError { true } else { false }
    }
  }
}
