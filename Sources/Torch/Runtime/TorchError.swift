import CTorch
import Foundation

/// What can go wrong in the compute engine through no fault of the programmer.
public enum TorchError: Error, Equatable, CustomStringConvertible {
  /// libtorch refused or failed an operation: shapes that do not fit, no memory, no such device.
  case operation(String)
  /// A file cannot be read or written.
  case file(path: String, reason: String)
  /// A safetensors file breaks the format, or lacks what is asked of it.
  case safetensors(path: String, reason: String)
  /// A state does not fit the module or optimiser it is loaded into: one line for each misfit.
  case state([String])
  /// A checkpoint is whole but not what was asked for.
  case checkpoint(path: String, reason: String)
  /// A number that must be finite is not.
  case notFinite(String)

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .operation(let message): "torch: \(message)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .safetensors(let path, let reason): "\(path): not a usable safetensors file: \(reason)"
    case .state(let misfits): "the state does not fit: " + Self.summary(misfits)
    case .checkpoint(let path, let reason): "\(path): \(reason)"
    case .notFinite(let what): "\(what) is not finite: lower the learning rate, or look for broken input"
    }
  }

  private static func summary(_ lines: [String], limit: Int = 8) -> String {
    let shown = lines.prefix(limit).joined(separator: "; ")
    return lines.count > limit ? "\(shown); and \(lines.count - limit) more" : shown
  }
}

/// Runs a call of the C interface and throws the message it leaves.
func check<T>(_ body: (inout CTError?) -> T) throws(TorchError) -> T {
  var message: CTError?
  let result = body(&message)
  guard let message else { return result }
  defer { free(message) }
  throw .operation(String(cString: message))
}

/// Runs what fails only by a programmer's mistake, such as shapes that do not fit; stops with torch's message if it does.
@discardableResult
func must<T>(_ body: () throws -> T) -> T {
  do { return try body() } catch { fatalError("\(error)") }
}
