import Foundation

/// Pairs masks and annotations with photographs by name, never by position.
struct LabelPairing {
  /// What belongs to one photograph.
  struct Labels {
    /// Mask pictures and annotation files; the mask is the union of all.
    var files: [URL] = []
    /// What the annotation files say; nil where there is none.
    var annotation: Annotation?
    /// Whether annotations cover the photograph's folder, but do not mention it.
    var isUnmentioned = false
  }

  /// What belongs to each photograph, by its index.
  private(set) var labels: [Labels]
  private(set) var problems: [DatasetProblem] = []
  private let index: PhotographIndex

  /// - Parameters:
  ///   - sorting: The files of the data set.
  ///   - apart: The files of a folder of annotations that was named, if one was.
  init(_ sorting: FileSorting, annotations apart: FileSorting? = nil) {
    let photographs = sorting.photographs
    index = PhotographIndex(photographs.map(\.key))
    labels = Array(repeating: Labels(), count: photographs.count)
    pair(masks: sorting.masks, photographs)
    let reader = AnnotationReader(photographs: photographs)
    add(reader.read(sorting), photographs)
    if let apart {
      pair(masks: apart.masks + apart.photographs, photographs)
      add(reader.read(apart, isNamed: true), photographs)
    }
  }

  private mutating func pair(masks: [FileSorting.Entry], _ photographs: [FileSorting.Entry]) {
    for mask in masks {
      switch index.match(MaskNames.candidates(for: mask.key)) {
      case .photographs(let found): for photograph in found { labels[photograph].files.append(mask.file.url) }
      case .ambiguous(let keys):
        report(
          .maskWithoutImage, mask.file,
          "a mask that fits several photographs (\(DatasetError.abridged(keys))); put it in a folder of its photograph's name"
        )
      case .none:
        report(
          .maskWithoutImage, mask.file, "a mask without an image; give it its image's name (with or without _mask)")
      }
    }
  }

  private mutating func add(_ reading: AnnotationReader.Reading, _ photographs: [FileSorting.Entry]) {
    problems += reading.problems
    for found in reading.annotations {
      switch index.match(found.keys) {
      case .photographs(let owners):
        for owner in owners {
          if !found.annotation.regions.isEmpty || !found.isList { labels[owner].files.append(found.file.url) }
          labels[owner].annotation = labels[owner].annotation?.union(found.annotation) ?? found.annotation
        }
      case .ambiguous(let keys):
        report(
          .annotationWithoutImage, found.file,
          "\(found.keys[0]) fits several photographs (\(DatasetError.abridged(keys))); give its path in the data set")
      case .none where found.annotation.regions.isEmpty: break
      case .none:
        report(
          .annotationWithoutImage, found.file,
          "annotates \(found.keys[0]), and there is no such photograph; give it its photograph's name")
      }
    }
    for folder in reading.listedFolders {
      for i in labels.indices
      where labels[i].annotation == nil && labels[i].files.isEmpty && photographs[i].isIn(folder) {
        labels[i].isUnmentioned = true
      }
    }
  }

  private mutating func report(_ kind: DatasetProblem.Kind, _ file: TreeFile, _ message: String) {
    problems.append(DatasetProblem(.error, kind, files: [file.path], message: message))
  }
}

extension FileSorting.Entry {
  /// Whether the photograph lies in or below a folder; the empty path is the root.
  fileprivate func isIn(_ folder: String) -> Bool {
    folder.isEmpty || file.path.hasPrefix(folder + "/")
  }
}
