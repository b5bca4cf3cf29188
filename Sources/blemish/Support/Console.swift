import Foundation
import Imaging

/// A mistake in how the program was called or in what it was given, as one line for a person.
struct UserError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Results go to stdout (a program may read them), all else to stderr.
enum Console {
  /// A result, as a line.
  /// - Throws: `UserError` where it cannot be written; `StandardStream.ClosedPipe` where nobody reads on.
  static func print(_ text: String) throws {
    do { try StandardStream.output.write(text + "\n") } catch let failure as SystemFailure { throw unwritable(failure) }
  }

  /// A remark, as a line. That nobody can read it is no reason to stop.
  static func note(_ text: String) { show(text + "\n") }

  /// A remark as it is.
  static func show(_ text: String) { try? StandardStream.errors.write(text) }

  /// Says that all results are printed.
  /// - Throws: `UserError` where that turns out to be wrong.
  static func finish() throws {
    do { try StandardStream.output.finish() } catch let failure as SystemFailure { throw unwritable(failure) }
  }

  private static func unwritable(_ failure: SystemFailure) -> UserError {
    UserError("standard output: cannot be written: \(failure.reason)")
  }

  /// A value as JSON with sorted keys, two spaces of indentation.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Columns aligned under their headings.
  static func table(_ rows: [[String]]) -> String {
    guard let first = rows.first else { return "" }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
        .joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
