import Backbones
import Foundation
import Realism
import Torch

/// What a pre-trained network sees of defects.
public struct DefectEmbedding: Sendable {
  /// Side of the crops that the network is shown, px.
  public static let side = 96
  /// Crops a forward pass.
  private static let batch = 32

  /// The network and the level, as distances on the features are to be named: "EfficientNet-Lite0 stride-8".
  public let name: String
  private let network: EfficientNetLite
  private let device: Device

  /// A network of a kind.
  /// - Throws: `BackboneError` where the weights are missing or of another kind; `TorchError` where they cannot be read.
  public init(_ backbone: BackboneName = .efficientNetLite0, device: Device = .cpu) throws {
    network = try EfficientNetLite(backbone, weights: backbone.locate(), device: device)
    self.device = device
    name = backbone.title + " stride-8"
  }

  /// For each crop the mean of the features of stride 8 over the defect, each place by its share of the defect.
  /// - Parameter crops: of `side` × `side` px.
  public func callAsFunction(_ crops: [DefectCrop]) -> [[Double]] {
    withoutGradients {
      stride(from: 0, to: crops.count, by: Self.batch).flatMap { start in
        embed(Array(crops[start..<min(crops.count, start + Self.batch)]))
      }
    }
  }

  private func embed(_ crops: [DefectCrop]) -> [[Double]] {
    let (side, grid) = (Self.side, Self.side / 8)
    let images = Tensor(shape: [crops.count, 3, side, side], of: Float.self) { buffer in
      for (index, crop) in crops.enumerated() {
        let pixels = crop.image.converted(toChannels: 3).pixels
        for i in pixels.indices { buffer[index * pixels.count + i] = pixels[i] }
      }
    }.to(device)
    let features = network.features(images, levels: [network.stageEnds[2]])[0]
    let shares = crops.flatMap { $0.coverage.resized(width: grid, height: grid, filter: .area).values }
    let weights = Tensor(shares, [crops.count, 1, grid, grid]).to(device)
    let means = (features * weights).sum([2, 3]) / weights.sum([2, 3]).clamp(1e-6)
    let rows = means.to(Device.cpu).contiguous().array(of: Float.self).map(Double.init)
    let channels = rows.count / crops.count
    return crops.indices.map { Array(rows[$0 * channels..<($0 + 1) * channels]) }
  }
}

extension BackboneName {
  /// The network's proper name.
  fileprivate var title: String {
    switch self {
    case .efficientNetLite0: "EfficientNet-Lite0"
    case .efficientNetLite2: "EfficientNet-Lite2"
    }
  }
}
