/// What is said about one photograph.
struct Answer: Encodable {
  /// What becomes of the part.
  enum Decision: String, Encodable { case good, anomalous, error }

  /// The photograph.
  let path: String
  /// nil where it could not be judged.
  let score: Double?
  let decision: Decision
  /// How many of a hundred good photographs score lower, where the model knows.
  var percentile: Double?
  /// Why it could not be judged.
  var reason: String?
  /// The mask's path in the folder of results, where one was written.
  var mask: String?
  /// The overlay's path, where one was written.
  var overlay: String?
  var regions: [Judgement.Region] = []

  /// Of a photograph that could not be judged.
  init(unreadable path: String, because reason: String) {
    (self.path, score, decision, self.reason) = (path, nil, .error, reason)
  }

  /// Of a photograph that was.
  init(_ path: String, _ judgement: Judgement) {
    (self.path, score) = (path, judgement.score)
    decision = judgement.isAnomalous ? .anomalous : .good
    percentile = judgement.percentile
  }
}

/// How many photographs were judged, and how.
struct Tally: CustomStringConvertible {
  let judged, rejected, unreadable: Int

  init(_ answers: [Answer]) {
    unreadable = answers.count { $0.decision == .error }
    rejected = answers.count { $0.decision == .anomalous }
    judged = answers.count - unreadable
  }

  var description: String { "\(judged) judged, \(rejected) rejected, \(unreadable) unreadable" }
}

/// What a judgement is to end the program with an exit code for, from the least to the most.
enum FailOn: String, CaseIterable {
  case never, error, anomalous

  /// 1 where a photograph could not be judged, else 2 where a part was rejected; nil where that is no failure.
  func exitCode(_ tally: Tally) -> Int32? {
    if self != .never, tally.unreadable > 0 { return 1 }
    return self == .anomalous && tally.rejected > 0 ? 2 : nil
  }
}
