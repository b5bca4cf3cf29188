import Foundation

/// A piece of HTML or SVG. Literals are markup; whatever is interpolated is text and gets escaped, unless it is markup
/// itself, so a file name cannot become a tag.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  var source: String

  init(source: String) { self.source = source }

  init(stringLiteral value: String) { source = value }

  init(stringInterpolation interpolation: Interpolation) { source = interpolation.source }

  struct Interpolation: StringInterpolationProtocol {
    var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { source += literal }

    mutating func appendInterpolation(_ text: String) { source += text.escapedForMarkup }

    mutating func appendInterpolation(_ number: Int) { source += String(number) }

    mutating func appendInterpolation(_ markup: Markup) { source += markup.source }

    mutating func appendInterpolation(_ markup: Markup?) { source += markup?.source ?? "" }

    mutating func appendInterpolation(_ pieces: [Markup]) { for piece in pieces { source += piece.source } }

    /// A coordinate of a drawing, to a hundredth.
    mutating func appendInterpolation(at coordinate: Double) {
      source += coordinate.fixed(2)
    }
  }
}

extension String {
  /// A name of files and folders as a reader would write it: "deep_dent" → "deep dent".
  var inWords: String { replacingOccurrences(of: "_", with: " ") }

  /// The text, or nil where it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }

  /// The text with the five characters that mean something to HTML replaced, fit for content and quoted attributes.
  var escapedForMarkup: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Double {
  /// The number with `digits` decimals, independent of the locale.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }

  /// A share as a percentage with one decimal, without the sign: 0.9874 → 98.7. Never rounds up to 100.
  var percent: String { self < 1 && self > 0.9995 ? "99.9" : (100 * self).fixed(1) }

  /// The number with so many significant digits, in its shortest form.
  func significant(_ digits: Int) -> String { String(format: "%.\(digits)g", self) }
}
