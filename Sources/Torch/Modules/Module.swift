/// A part of a network: a value whose properties hold its tensors.
///
/// Properties are found by reflection and named as in torch's state dicts, `down.1.skip.weight`: a ``Parameter`` is
/// trained, a plain ``Tensor`` is a buffer, and modules, arrays and optionals of them are looked into. Everything else
/// is a setting. Weights change in place, so copies of a module share them: threads may run one module together, but not
/// while another trains it.
public protocol Module: Sendable {
  /// Names in the state, where they differ from those of the properties: `["blocks": "_blocks"]`. The empty name leaves
  /// a level out.
  static var stateNames: [String: String] { get }
}

extension Module {
  /// The names of the properties.
  public static var stateNames: [String: String] { [:] }
}

/// A tensor that is trained: `@Parameter var weight: Tensor`.
@propertyWrapper
public struct Parameter: Sendable {
  /// The tensor, a leaf of autograd.
  public var wrappedValue: Tensor

  /// Makes the tensor a leaf that requires a gradient.
  public init(wrappedValue: Tensor) { self.wrappedValue = wrappedValue.requiresGradient(true) }
}

/// Whether a layer that behaves differently in training is being trained. Not to be changed while other threads run the
/// layer.
public final class TrainingMode: @unchecked Sendable {
  /// True until ``Module/eval()``.
  public internal(set) var isTraining = true

  /// A layer in training.
  public init() {}
}

/// A tensor of a module's state.
public struct StateEntry: Sendable {
  /// The dotted name.
  public let name: String
  /// The tensor itself, not a copy.
  public let tensor: Tensor
  /// Whether it is a ``Parameter``; else it is a buffer.
  public let isParameter: Bool
}

/// Walks through the properties of a module.
struct ModuleWalk {
  private(set) var entries: [StateEntry] = []
  private(set) var modes: [TrainingMode] = []

  init(_ module: any Module) { visit(module, "") }

  private mutating func visit(_ value: Any, _ path: String) {
    switch value {
    case let parameter as Parameter:
      entries.append(StateEntry(name: path, tensor: parameter.wrappedValue, isParameter: true))
    case let tensor as Tensor:
      entries.append(StateEntry(name: path, tensor: tensor, isParameter: false))
    case let mode as TrainingMode: modes.append(mode)
    default: visitChildren(of: value, path)
    }
  }

  private mutating func visitChildren(of value: Any, _ path: String) {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      if let some = mirror.children.first { visit(some.value, path) }
      return
    }
    if mirror.displayStyle == .collection {
      guard value is [any Module] || value is [Tensor] || value is [Parameter] else { return }
      for (i, child) in mirror.children.enumerated() { visit(child.value, join(path, "\(i)")) }
      return
    }
    guard let module = value as? any Module else { return }
    let names = type(of: module).stateNames
    for child in mirror.children {
      guard var name = child.label else { continue }
      // A property wrapper's storage is named after its property, with an underscore.
      if child.value is Parameter, name.hasPrefix("_") { name.removeFirst() }
      visit(child.value, join(path, names[name] ?? name))
    }
  }

  private func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : name.isEmpty ? path : "\(path).\(name)"
  }
}
