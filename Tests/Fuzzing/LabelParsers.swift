import Foundation
import Imaging

@testable import Datasets

extension Parser {
  /// Annotations, read and drawn on a photograph of the size that they state, or of this one.
  static let labels = [labelme, coco, yolo, classNames, voc]

  private static let (width, height) = (96, 64)

  private static let labelme = Parser(name: "labelme") { data in
    guard let annotation = try LabelmeAnnotation.read(object(data)) else { return }
    try draw(annotation)
  }

  private static let coco = Parser(name: "coco") { data in
    for (_, annotation) in try COCOAnnotations.read(object(data)) ?? [] { try draw(annotation) }
  }

  private static let yolo = Parser(name: "yolo") { data in
    guard let text = TextDecoding.text(data) else { return }
    for names in [YOLONames([]), keypoints] { try draw(YOLOAnnotation.read(text, names: names)) }
  }

  private static let classNames = Parser(name: "yolo-names") { data in
    for name in ["data.yaml", "classes.txt"] {
      let entry = FileSorting(file: ScratchFile(name).holding(data)).others
      _ = YOLONames(entry)[3]
    }
  }

  private static let voc = Parser(name: "voc") { data in
    guard let text = TextDecoding.text(data), let annotation = try VOCAnnotation.read(text) else { return }
    try draw(annotation)
  }

  private static let keypoints = YOLONames(
    FileSorting(file: ScratchFile("keypoints.yaml").holding(Data("kpt_shape: [5, 3]\nnames: [a, b]\n".utf8))).others)

  private static func object(_ data: Data) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  private static func draw(_ annotation: Annotation) throws {
    _ = (annotation.defectType, annotation.hasBoxes)
    let stated = annotation.size.flatMap { $0.x <= 4096 && $0.y <= 4096 ? $0 : nil }
    _ = try annotation.mask(width: stated?.x ?? width, height: stated?.y ?? height, path: "photograph")
  }
}
