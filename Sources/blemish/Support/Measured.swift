import Metrics
import Reporting

/// The measures of a model, with its robustness where that was asked for. As JSON the robustness is
/// one more key.
struct Measured<Measures: Encodable>: Encodable {
  let measures: Measures
  let robustness: RobustnessReport?

  enum CodingKeys: String, CodingKey { case robustness }

  func encode(to encoder: any Encoder) throws {
    try measures.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(robustness, forKey: .robustness)
  }

  /// Prints the measures, as JSON or as tables.
  /// - Parameter text: the measures as a table.
  func print(asJSON: Bool, text: (Measures) -> String) throws {
    if asJSON { return try Console.print(Console.json(self)) }
    let tables =
      [text(measures)] + (robustness.map { [Console.table(RobustnessTable($0).rows)] } ?? [])
    try Console.print(tables.joined(separator: "\n\n"))
  }
}
