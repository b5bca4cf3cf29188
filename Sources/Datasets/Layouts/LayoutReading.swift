import Foundation

/// What a layout reader found.
struct LayoutReading {
  var items: [DatasetItem] = []
  var problems: [DatasetProblem] = []

  mutating func note(unsupported files: [TreeFile]) {
    guard !files.isEmpty else { return }
    problems.append(
      DatasetProblem(
        .warning, .unsupportedFile, files: files.map(\.path),
        message: "not a format that can be read; convert to PNG, JPEG or BMP"))
  }

  mutating func note(unpairedMasks files: [TreeFile]) {
    for file in files {
      problems.append(
        DatasetProblem(
          .error, .maskWithoutImage, files: [file.path],
          message: "a mask without an image; give it its image's name (with or without _mask)"))
    }
  }
}
