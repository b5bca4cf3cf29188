import Torch

/// The published state of an EfficientNet-Lite under this network's names, each normalisation (ε = 1e-3) folded into its
/// convolution.
struct PublishedEfficientNet {
  let tensors: [String: Tensor]

  /// All convolutions that are whole; what is missing is found by whoever loads them.
  var folded: [String: Tensor] {
    var found: [String: Tensor] = [:]
    fold("_conv_stem", "_bn0", as: "encoder.stem", into: &found)
    for (index, prefix) in prefixes.enumerated() {
      let own = "encoder.blocks.\(index)."
      fold(prefix + "_expand_conv", prefix + "_bn0", as: own + "expand", into: &found)
      fold(prefix + "_depthwise_conv", prefix + "_bn1", as: own + "depthwise", into: &found)
      fold(prefix + "_project_conv", prefix + "_bn2", as: own + "project", into: &found)
    }
    return found
  }

  private var prefixes: [String] {
    var prefixes: [String] = []
    while tensors["_blocks.\(prefixes.count)._project_conv.weight"] != nil {
      prefixes.append("_blocks.\(prefixes.count).")
    }
    return prefixes
  }

  private func fold(_ convolution: String, _ norm: String, as name: String, into found: inout [String: Tensor]) {
    guard let weight = tensors[convolution + ".weight"], let scale = tensors[norm + ".weight"],
      let shift = tensors[norm + ".bias"], let mean = tensors[norm + ".running_mean"],
      let variance = tensors[norm + ".running_var"], weight.dim == 4, scale.shape == [weight.shape[0]],
      [shift, mean, variance].allSatisfy({ $0.shape == scale.shape })
    else { return }
    let gain = scale / (variance + 1e-3).sqrt()
    found[name + ".weight"] = weight * gain.reshape([weight.shape[0], 1, 1, 1])
    found[name + ".bias"] = shift - mean * gain
  }
}
