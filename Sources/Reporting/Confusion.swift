/// How the decisions agree with the labels; images of unknown label are left out.
struct Confusion: Equatable {
  /// Defective images, and how many of them were called anomalous.
  var defective = 0
  var found = 0
  /// Good images, and how many of them were called anomalous.
  var good = 0
  var rejected = 0

  init(_ predictions: [PredictionRecord]) {
    for record in predictions {
      let called = record.decision == .anomalous ? 1 : 0
      switch record.label {
      case .anomalous: (defective, found) = (defective + 1, found + called)
      case .good: (good, rejected) = (good + 1, rejected + called)
      case .unknown: break
      }
    }
  }

  /// What a hurried reader needs to know.
  var sentence: String {
    let parts = [
      defective > 0 ? "\(found) of \(defective) defective images \(found == 1 ? "was" : "were") found" : nil,
      good > 0 ? "\(rejected) of \(good) good ones \(rejected == 1 ? "was" : "were") rejected" : nil,
    ].compactMap { $0 }
    return parts.isEmpty
      ? "No labelled images were tested." : "At the threshold " + parts.joined(separator: ", and ") + "."
  }

  /// False-positive and true-positive rate; nil with one class only.
  var operatingPoint: (x: Double, y: Double)? {
    guard good > 0, defective > 0 else { return nil }
    return (Double(rejected) / Double(good), Double(found) / Double(defective))
  }
}
