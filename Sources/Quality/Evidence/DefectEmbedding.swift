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
  /// What distances of ``perceptual(_:)`` are to be named after: "EfficientNet-Lite0 strides 4, 8, 16".
  public let perceptualName: String
  private let network: EfficientNetLite
  private let device: Device

  /// A network of a kind.
  /// - Throws: `BackboneError` where the weights are missing or of another kind; `TorchError` where they cannot be read.
  public init(_ backbone: BackboneName = .efficientNetLite0, device: Device = .cpu) throws {
    network = try EfficientNetLite(backbone, weights: backbone.locate(), device: device)
    self.device = device
    name = backbone.title + " stride-8"
    perceptualName = backbone.title + " strides 4, 8, 16"
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

  /// For each crop a vector whose squared Euclidean distances are perceptual: at strides 4, 8 and 16, features of length 1
  /// at each place, their squared differences averaged over places and added over strides. After Zhang et al., "LPIPS",
  /// CVPR 2018, without its learned weights of channels.
  /// - Parameter crops: of `side` × `side` px.
  public func perceptual(_ crops: [DefectCrop]) -> [[Float]] {
    withoutGradients {
      stride(from: 0, to: crops.count, by: Self.batch).flatMap { start -> [[Float]] in
        let batch = Array(crops[start..<min(crops.count, start + Self.batch)])
        let levels = network.features(images(batch), levels: [1, 2, 4].map { network.stageEnds[$0] }).map { level in
          let unit = level / ((level * level).sum([1], keepDim: true) + 1e-10).sqrt()
          return (unit * (1 / Double(level.shape[2] * level.shape[3])).squareRoot()).flatten(1)
        }
        let rows = Tensor.cat(levels, 1).to(Device.cpu).contiguous()
        let (values, length) = (rows.array(of: Float.self), rows.shape[1])
        return batch.indices.map { Array(values[$0 * length..<($0 + 1) * length]) }
      }
    }
  }

  private func images(_ crops: [DefectCrop]) -> Tensor {
    Tensor(shape: [crops.count, 3, Self.side, Self.side], of: Float.self) { buffer in
      for (index, crop) in crops.enumerated() {
        let pixels = crop.image.converted(toChannels: 3).pixels
        for i in pixels.indices { buffer[index * pixels.count + i] = pixels[i] }
      }
    }.to(device)
  }

  private func embed(_ crops: [DefectCrop]) -> [[Double]] {
    let (grid, images) = (Self.side / 8, images(crops))
    let features = network.features(images, levels: [network.stageEnds[2]])[0]
    let shares = crops.flatMap { $0.coverage.resized(width: grid, height: grid, filter: .area).values }
    let weights = Tensor(shares, [crops.count, 1, grid, grid]).to(device)
    let means = (features * weights).sum([2, 3]) / weights.sum([2, 3]).clamp(1e-6)
    let rows = means.to(Device.cpu).contiguous().array(of: Float.self).map(Double.init)
    let channels = rows.count / crops.count
    return crops.indices.map { Array(rows[$0 * channels..<($0 + 1) * channels]) }
  }
}
