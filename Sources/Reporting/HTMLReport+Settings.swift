extension HTMLReport {
  /// How the run was made and how to make it again.
  var settings: Section {
    let configuration = input.configuration
    let (evaluation, timing) = (input.evaluation, input.evaluation.timing)
    let facts: [(String, Markup)?] = [
      configuration.dataset.nonEmpty.map { ("data set", "\($0)") },
      ("seed", "\(String(evaluation.seed))"),
      testSet.map { ("test images", "\($0)") },
      evaluation.fingerprint.nonEmpty.map { ("fingerprint", "<code>\($0)</code>") },
      ("threshold", "\("\(evaluation.threshold)")"),
      timing.trainSeconds.map { ("training", "\(Self.duration($0))") },
      timing.predictMillisecondsPerImage.map {
        ("prediction", "\($0.fixed(1)) ms an image (\((1000 / $0).fixed(0)) images/s)")
      },
      configuration.version.nonEmpty.map { ("version", "\($0)") },
    ]
    let list = facts.compactMap { $0 }.map { name, value -> Markup in "<dt>\(name)</dt><dd>\(value)</dd>" }
    let command: Markup? = configuration.shellCommand.nonEmpty.map {
      "<h3>Make it again</h3><pre><code>\($0)</code></pre>"
    }
    return Section(
      id: "settings", link: "Settings", title: "Settings and timing",
      content: "<dl class=\"facts\">\(list)</dl>\(command)\(settingsTable)")
  }

  private var testSet: String? {
    let confusion = Confusion(input.predictions)
    return input.predictions.isEmpty ? nil : "\(confusion.good) good, \(confusion.defective) defective"
  }

  private var settingsTable: Markup? {
    let leaves = input.configuration.settings.flattened().filter { !$0.path.isEmpty }
    guard !leaves.isEmpty else { return nil }
    let rows = leaves.map { leaf -> Markup in "<dt>\(leaf.path)</dt><dd>\(leaf.text)</dd>" }
    return "<h3>All settings</h3><dl class=\"facts\">\(rows)</dl>"
  }

  /// 71.3 → "1 min 11 s".
  static func duration(_ seconds: Double) -> String {
    guard (60..<1e12).contains(seconds) else { return "\(seconds.fixed(1)) s" }
    let whole = Int(seconds.rounded())
    return whole >= 3600 ? "\(whole / 3600) h \(whole % 3600 / 60) min" : "\(whole / 60) min \(whole % 60) s"
  }
}
