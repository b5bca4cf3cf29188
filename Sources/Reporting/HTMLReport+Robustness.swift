import Metrics

extension HTMLReport {
  /// What another day's light, file, sensor, focus and fixture do to the decisions.
  var robustness: Section? {
    guard let robustness = input.robustness else { return nil }
    let table = RobustnessTable(robustness).rows
    let heads = ["Change", "Good rejected", "±", "Defects found", "±", "Image AUROC", "±"]
    let rows = table.dropFirst().map { cells -> Markup in
      "<tr>\(cells.map { "<td>\($0)</td>" as Markup })</tr>\n"
    }
    return Section(
      id: "robustness", link: "Another day", title: "Another day",
      content: """
        <p class="note">The \(robustness.good) good and \(robustness.defective) defective test photographs, \
        judged again after small changes that another day may bring. In percent; ± is the difference to the \
        unchanged photographs, in percentage points.</p><div class="scroll"><table><thead><tr>\
        \(heads.map { "<th scope=\"col\">\($0)</th>" as Markup })</tr></thead>
        <tbody>\(Array(rows))</tbody></table></div>
        """)
  }
}
