import Foundation
import Imaging

/// Pictures inside a page: JPEG for photographs, vector outlines for masks, so that outlines stay crisp at any size.
enum Picture {
  /// The photograph with the mask's outline over it; the outline fades while the pointer is on the picture.
  ///
  /// - Throws: `ImagingError` when the picture cannot be encoded.
  static func photograph(_ image: Image, outline: Mask? = nil, alt: String) throws -> Markup {
    """
    <div class="picture"><img loading="lazy" width="\(image.width)" height="\(image.height)" alt="\(alt)" \
    src="\(try source(image))"/>\(outline.map(contour))</div>
    """
  }

  /// The image as a `data:` address.
  static func source(_ image: Image) throws -> Markup {
    Markup(source: "data:image/jpeg;base64," + (try image.jpegData(quality: 86)).base64EncodedString())
  }

  /// The outline of a mask along the edges of its pixels, a dark line under a bright one.
  static func contour(_ mask: Mask) -> Markup {
    let path = outline(of: mask)
    guard !path.isEmpty else { return "" }
    return """
      <svg viewBox="0 0 \(mask.width) \(mask.height)" preserveAspectRatio="none" aria-hidden="true">\
      <path class="contour halo" d="\(path)"/><path class="contour line" d="\(path)"/></svg>
      """
  }

  /// Path data of all pixel edges between set and unset, edges in one line joined.
  static func outline(of mask: Mask) -> String {
    func isSet(_ y: Int, _ x: Int) -> Bool {
      y >= 0 && x >= 0 && y < mask.height && x < mask.width && mask[y, x]
    }
    var path = ""
    for y in 0...mask.height {
      runs(mask.width, where: { isSet(y - 1, $0) != isSet(y, $0) }) { path += "M\($0) \(y)h\($1)" }
    }
    for x in 0...mask.width {
      runs(mask.height, where: { isSet($0, x - 1) != isSet($0, x) }) { path += "M\(x) \($0)v\($1)" }
    }
    return path
  }

  /// Calls `body` with start and length of each unbroken run of places that match.
  private static func runs(_ count: Int, where matches: (Int) -> Bool, body: (Int, Int) -> Void) {
    var start: Int?
    for i in 0...count {
      if i < count, matches(i) {
        start = start ?? i
      } else if let first = start {
        body(first, i - first)
        start = nil
      }
    }
  }
}
