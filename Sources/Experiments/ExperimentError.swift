/// What can go wrong with an experiment.
public enum ExperimentError: Error, CustomStringConvertible, Equatable {
  /// A plan cannot be read.
  case unreadablePlan(path: String, reason: String)
  /// An entry of a plan makes no sense.
  case invalidPlan(entry: String, reason: String)
  /// A folder holds a cell that was made with other options.
  case otherOptions(folder: String)
  /// A finished cell's measures cannot be read.
  case unreadableCell(path: String, reason: String)
  /// A measure is not in the results.
  case unknownMeasure(name: String, known: [String])

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .unreadablePlan(let path, let reason): "\(path): \(reason)"
    case .invalidPlan(let entry, let reason): "\(entry): \(reason)"
    case .otherOptions(let folder):
      "\(folder): was made with other options than the plan's; choose another --out, or remove that folder"
    case .unreadableCell(let path, let reason): "\(path): \(reason); remove the file to repeat the run"
    case .unknownMeasure(let name, let known): "measures: \(name) is none; there are \(known.joined(separator: ", "))"
    }
  }
}
