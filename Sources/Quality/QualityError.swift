/// Why quality could not be estimated.
public enum QualityError: Error, Equatable, CustomStringConvertible {
  /// There are too few photographs, or hardly any sample could be made on them.
  case tooFewSamples(count: Int, needed: Int)
  /// A folder holds no estimator, or one of another version.
  case unreadableEstimator(path: String, reason: String)
  /// The photograph that a sample was made of is not there.
  case missingPhotograph(sample: String, source: String, folder: String)
  /// A sample has another number of channels or another shape than its photograph.
  case otherPhotograph(sample: String, source: String)
  /// A list of decisions names no sample of the set, or a word other than accept and reject.
  case invalidDecision(path: String, line: Int, reason: String)
  /// The loss is not a number any more.
  case diverged
  /// The caller asked to stop.
  case cancelled

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .tooFewSamples(let count, let needed):
      "only \(count) samples could be made to learn quality from, at least \(needed) are needed: give more photographs"
    case .unreadableEstimator(let path, let reason): "\(path): \(reason)"
    case .missingPhotograph(let sample, let source, let folder):
      "sample \(sample): its photograph \(source) is not in \(folder); give the data set it was made from with --data"
    case .otherPhotograph(let sample, let source):
      "sample \(sample): \(source) is not the photograph it was made of, the two differ in shape; give the data set it "
        + "was made from with --data"
    case .invalidDecision(let path, let line, let reason): "\(path), line \(line): \(reason)"
    case .diverged: "the quality estimator's training diverged; give another seed"
    case .cancelled: "stopped on request"
    }
  }
}
