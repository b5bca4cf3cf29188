/// Copies `source` into `targets` by name. Unless everything fits, nothing changes and ``TorchError/state(_:)`` lists every
/// tensor that is missing, of another shape or, if `strict`, not a target.
func copyState(
  from source: [String: Tensor], to targets: [(name: String, tensor: Tensor)], strict: Bool = true
) throws(TorchError) {
  var misfits: [String] = []
  for (name, tensor) in targets {
    guard let found = source[name] else {
      misfits.append("\(name) is missing")
      continue
    }
    if found.shape != tensor.shape { misfits.append("\(name) has the shape \(found.shape), not \(tensor.shape)") }
  }
  if strict {
    let known = Set(targets.map(\.name))
    misfits += source.keys.filter { !known.contains($0) }.sorted().map { "\($0) is not expected" }
  }
  guard misfits.isEmpty else { throw .state(misfits) }
  for (name, tensor) in targets { tensor.copy_(source[name]!) }
}

extension [String: Tensor] {
  /// Names and tensors, sorted by name.
  var sortedByName: [(name: String, tensor: Tensor)] {
    sorted { $0.key < $1.key }.map { (name: $0.key, tensor: $0.value) }
  }
}
