import Foundation

/// What a layout reader found.
struct LayoutReading {
  var items: [DatasetItem] = []
  var problems: [DatasetProblem] = []

  mutating func note(unpairedMasks files: [TreeFile]) {
    for file in files {
      problems.append(
        DatasetProblem(
          .error, .maskWithoutImage, files: [file.path],
          message: "a mask without an image; give it its image's name (with or without _mask)"))
    }
  }

  /// Photographs that lie where the layout has no place for any.
  mutating func note(passedOver files: [TreeFile], because reason: String) {
    guard !files.isEmpty else { return }
    problems.append(
      DatasetProblem(.warning, .passedOver, files: files.map(\.path), message: "left out: \(reason)"))
  }
}
