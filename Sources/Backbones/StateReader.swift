import Foundation
import Torch

/// Picks tensors out of a state dict, in single precision, and folds normalisations into convolutions.
struct StateReader {
  /// The state dict by name.
  let tensors: [String: Tensor]
  /// The file that it came from, for messages.
  let path: String
  /// Where the tensors are to be.
  let device: Device

  /// A tensor that must be there, of that shape where one is given.
  /// - Throws: `BackboneError.unsuitableWeights` where it is missing, `BackboneError.misshapenTensor` where it has another
  ///   shape.
  func tensor(_ name: String, _ shape: [Int]? = nil) throws -> Tensor {
    guard let found = tensors[name] else { throw BackboneError.unsuitableWeights(path: path, missing: name) }
    if let shape, found.shape != shape {
      throw BackboneError.misshapenTensor(path: path, name: name, found: found.shape, expected: shape)
    }
    return found.to(.float32)
  }

  /// The first of several names for the same tensor.
  /// - Throws: as ``tensor(_:_:)``, with the first name, where none is there.
  func tensor(anyOf names: [String], _ shape: [Int]) throws -> Tensor {
    try tensor(names.first { tensors[$0] != nil } ?? names[0], shape)
  }

  /// Refuses the weights of a larger network of the same family, which would otherwise be read in part.
  /// - Throws: `BackboneError.foreignTensor` where one of the tensors is there.
  func refuse(_ names: [String], of backbone: BackboneName) throws {
    if let name = names.first(where: { tensors[$0] != nil }) {
      throw BackboneError.foreignTensor(path: path, name: name, backbone: backbone)
    }
  }

  /// A convolution without bias with the normalisation after it folded in.
  /// - Parameters:
  ///   - name: of the convolution.
  ///   - norm: of the batch normalisation.
  ///   - epsilon: added to its variances.
  ///   - shape: `[O, C / groups, K, K]` where it is known.
  /// - Returns: the weight, channels-last, and the bias `[O]`.
  func folded(
    _ name: String, norm: String, epsilon: Double, _ shape: [Int]? = nil
  ) throws -> (weight: Tensor, bias: Tensor) {
    let weight = try tensor(name + ".weight", shape)
    let outputs = weight.shape[0]
    let variance = try tensor(norm + ".running_var", [outputs])
    let gain = try tensor(norm + ".weight", [outputs]) / (variance + epsilon).sqrt()
    let bias = try tensor(norm + ".bias", [outputs]) - tensor(norm + ".running_mean", [outputs]) * gain
    return ((weight * gain.reshape([outputs, 1, 1, 1])).channelsLast().to(device), bias.to(device))
  }
}
