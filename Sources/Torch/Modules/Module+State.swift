extension Module {
  /// Every tensor with its name, in the order of the properties.
  public var state: [StateEntry] { ModuleWalk(self).entries }

  /// The tensors that are trained, in the order of the properties.
  public var parameters: [Tensor] {
    state.filter(\.isParameter).map(\.tensor)
  }

  /// The state by name; the tensors themselves, not copies.
  public var stateDictionary: [String: Tensor] {
    Dictionary(state.map { ($0.name, $0.tensor.detach()) }) { first, _ in first }
  }

  /// Copies `tensors` into the state, by name. Unless everything fits, nothing changes and ``TorchError/state(_:)`` lists
  /// every tensor that is missing, of another shape or, if `strict`, not part of this module.
  public func load(_ tensors: [String: Tensor], strict: Bool = true) throws(TorchError) {
    try copyState(from: tensors, to: state.map { ($0.name, $0.tensor) }, strict: strict)
  }

  /// Puts layers such as batch normalisation and dropout into training mode (`on`), or evaluation mode.
  public func train(_ on: Bool = true) {
    for mode in ModuleWalk(self).modes { mode.isTraining = on }
  }

  /// Puts layers such as batch normalisation and dropout into evaluation mode.
  public func eval() { train(false) }

  /// Takes the parameters out of training, or back into it.
  public func freeze(_ on: Bool = true) {
    for parameter in parameters { parameter.requiresGradient(!on) }
  }

  /// Moves all tensors to `device`, in place, so that an optimiser made before goes on with the same leaves.
  public func move(to device: Device) { replaceTensors { $0.to(device) } }

  /// Converts all floating-point tensors to `type`, in place.
  public func convert(to type: DType) {
    replaceTensors { $0.dtype.isFloatingPoint ? $0.to(type) : $0 }
  }

  /// Lays out convolution weights pixel after pixel, in place; inputs should be ``Tensor/channelsLast()`` as well.
  public func convertToChannelsLast() {
    replaceTensors { $0.dim == 4 ? $0.channelsLast() : $0 }
  }

  private func replaceTensors(_ convert: (Tensor) -> Tensor) {
    for entry in state { entry.tensor.setData(convert(entry.tensor.detach())) }
  }
}
