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

  /// Path data of the lines between set and unset pixels.
  static func outline(of mask: Mask) -> String {
    mask.outlines().map { outline in
      zip(outline.corners, outline.corners.dropFirst()).reduce("M\(outline.corners[0].x) \(outline.corners[0].y)") {
        $0 + ($1.0.y == $1.1.y ? "H\($1.1.x)" : "V\($1.1.y)")
      } + "Z"
    }.joined()
  }
}
