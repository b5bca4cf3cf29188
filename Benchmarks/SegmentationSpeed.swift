import Foundation
import Segmentation
import Torch

/// What a training step of the segmenters costs: wall time, and time of cores, which other programs do not disturb.
struct SegmentationSpeed {
  private static let shapes = [(side: 128, batch: 8), (side: 256, batch: 4)]
  private static let repeats = 7

  /// Measures and prints.
  /// - Throws: what a step throws.
  func run() throws {
    print("training step                     wall, median    cores, median")
    for name in NetworkName.allCases {
      for shape in Self.shapes {
        let times = try steps(name, side: shape.side, batch: shape.batch)
        print(
          name.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
            + String(
              format: "%4d px, batch %d     %9.0f ms     %9.0f ms", shape.side, shape.batch,
              1000 * median(times.map(\.wall)), 1000 * median(times.map(\.cores))))
      }
    }
  }

  private func steps(_ name: NetworkName, side: Int, batch: Int) throws -> [(wall: Double, cores: Double)] {
    let training = SegmentationTraining.short(name)
    let generator = Generator(seed: 1)
    let network = try NetworkConfiguration(name).network(classes: 2, from: generator)
    network.convertToChannelsLast()
    let groups = ParameterGroups(network, training)
    let pictures = Tensor.rand([batch, 3, side, side], from: generator).channelsLast()
    let labels = Tensor.randint(0..<2, [batch, side, side], from: generator)
    let times = try (0..<Self.repeats).map { _ in
      let (start, cores) = (Date(), clock())
      try training.loss(network(pictures), labels).backward()
      groups.step(rate: 1e-4)
      return (wall: Date().timeIntervalSince(start), cores: Double(clock() - cores) / Double(CLOCKS_PER_SEC))
    }
    // The first makes the buffers.
    return Array(times.dropFirst())
  }
}
