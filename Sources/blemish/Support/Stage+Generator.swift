import Datasets
import Diffusion
import Foundation
import Physics
import Quality
import Realism
import Torch

extension Stage {
  /// Trains a generator in a folder, or goes on with it there.
  func trainGenerator(
    _ material: GeneratorMaterial, plan: GeneratorPlan, device: Device, to folder: URL
  ) throws -> DefectGenerator {
    let lines = (ProgressLine("mechanisms", quiet: quiet), ProgressLine("train-generator", quiet: quiet))
    let isCancelled = { Interruption.shared.isRequested }
    do {
      let training = try material.training(
        plan, in: folder, device: device, criterion: Self.kernelDistance(to: material.defects),
        progress: { lines.0.update($0, of: $1, unit: "samples") }, isCancelled: isCancelled)
      return try training.run(
        progress: { step in
          let losses = step.losses
          let distance = step.distance.map { String(format: "  distance %.2f", $0) } ?? ""
          lines.1.update(
            step.done, of: step.total, unit: "steps",
            note: String(
              format: "error %.3f  texture %.3f  D %.2f  G %.2f", losses.reconstruction, losses.texture,
              losses.discriminator, losses.generator)
              + distance)
        }, isCancelled: isCancelled)
    } catch DiffusionError.cancelled {
      throw stopped("the same command goes on from there")
    }
  }

  /// The kernel distance of drawn defects to real ones, all types together, on a pre-trained network's features.
  /// - Returns: nil where there are too few real ones to say anything.
  private static func kernelDistance(to defects: FittingDefects) throws -> GeneratorTraining.Criterion? {
    let embedding = try DefectEmbedding()
    func features(_ crops: [DefectCrop]) -> [[Double]] { withThreads(1) { embedding(crops) } }
    let real = features(
      defects.photographs.compactMap { DefectCrop($0.image, $0.mask, side: DefectEmbedding.side) })
    guard real.count >= 3 else { return nil }
    let reference = FeatureCloud(real)
    let origin = reference.standardised(by: reference)
    return { drawn in
      let rows = features(drawn.compactMap { DefectCrop($0.image, $0.mask, side: DefectEmbedding.side) })
      guard rows.count >= 3 else { return nil }
      return KernelDistance(from: origin, to: FeatureCloud(rows).standardised(by: reference))()
    }
  }
}
