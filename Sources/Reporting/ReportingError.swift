/// Why a run folder could not be read or a report not be made.
public enum ReportingError: Error, Equatable, CustomStringConvertible {
  /// A file that the report needs is not there.
  case missingFile(path: String, hint: String)
  /// A file is there but does not hold what it should; `line` counts from 1 where it is known.
  case malformed(path: String, line: Int?, reason: String)

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .missingFile(let path, let hint): "\(path) is missing: \(hint)"
    case .malformed(let path, let line?, let reason): "\(path), line \(line): \(reason)"
    case .malformed(let path, nil, let reason): "\(path): \(reason)"
    }
  }
}
