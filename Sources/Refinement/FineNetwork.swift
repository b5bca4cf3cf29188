import Datasets
import Foundation
import Imaging
import Physics
import Synthesis
import Torch

/// The fine stage that learns: a network trained on a product's normal photographs restores the fine wavelet bands that
/// re-blending took, and seams broke. See ``BoundarySynergyNetwork``.
public struct FineNetwork: FineStage {
  /// Identifies the weights: SHA-256 over all of them.
  public let weights: String
  /// Identifies the training: data and settings.
  public let training: String
  let network: BoundarySynergyNetwork
  private let renderer: DefectRenderer
  /// How far around the mask the network looks, px.
  private static let margin = 16

  package init(_ network: BoundarySynergyNetwork, training: String, visibilityThreshold: Double = 2.0 / 255) {
    network.freeze()
    (self.network, self.training) = (network, training)
    weights = Self.hash(network)
    renderer = DefectRenderer(visibilityThreshold: visibilityThreshold)
  }

  /// Stable name, which becomes part of the generator's.
  public var name: String { "fine" }

  /// ``weights``.
  public var fingerprint: String? { weights }

  /// The rendering with its detail restored. Any number of threads may call it at a time.
  public func refine(_ coherent: Rendering, pasted: Rendering, on surface: Surface) -> Rendering? {
    guard let extent = coherent.mask.boundingBox else { return nil }
    let photograph = surface.image
    let box = extent.expanded(by: Self.margin, within: photograph.width, photograph.height)
    let mask = coherent.mask.cropped(to: box)
    // Rows and columns are continued by mirrors until both levels of the transform can halve them.
    let (right, bottom) = ((4 - box.width % 4) % 4, (4 - box.height % 4) % 4)
    func picture(_ image: Image) -> Tensor {
      .pictures([image.cropped(to: box).padded(right: right, bottom: bottom, with: .reflect)])
    }
    func plane(_ plane: Plane) -> Tensor { .planes([plane.padded(right: right, bottom: bottom, with: .reflect)]) }
    let input = NetworkInput(
      picture: picture(coherent.image), photograph: picture(photograph),
      coverage: plane(coherent.coverage.cropped(to: box)), distance: plane(mask.boundedDistance()))
    let restored = withThreads(1) { withoutGradients { network(input) } }
    var image = coherent.image
    let grey = photograph.channels == 1 ? restored.mean([1], keepDim: true) : restored
    let values = grey.slice(2, 0..<box.height).slice(3, 0..<box.width).array(of: Float.self)
    for channel in 0..<photograph.channels {
      let part = values[channel * box.area..<(channel + 1) * box.area].map { min(1, max(0, $0)) }
      image.replace(channel, box, with: Plane(width: box.width, height: box.height, values: part))
    }
    return renderer.settle(image, coverage: coherent.coverage, on: surface)
  }

  private static func hash(_ network: BoundarySynergyNetwork) -> String {
    var hash = SHA256()
    for entry in network.state {
      hash.update(entry.name)
      entry.tensor.array(of: Float.self).withUnsafeBytes { hash.update($0) }
    }
    return hash.hexDigest()
  }
}
