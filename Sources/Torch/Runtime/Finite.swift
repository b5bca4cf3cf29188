/// The value of a scalar that training cannot do without, such as the loss; throws ``TorchError/notFinite(_:)`` for NaN
/// and infinities.
public func requireFinite(_ scalar: Tensor, _ what: @autoclosure () -> String) throws(TorchError) -> Double {
  let value = try scalar.item
  guard value.isFinite else { throw .notFinite(what()) }
  return value
}
