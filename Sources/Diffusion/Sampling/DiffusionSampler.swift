import Imaging
import Randomness
import Torch

/// Draws defects into photographs with a trained network. Any number of threads may use it at a time; each sample takes
/// one core, so its bytes do not depend on the machine.
public struct DiffusionSampler: Sendable {
  /// The network.
  public let network: DenoisingGenerator
  /// What becomes of the background in a step; the final picture keeps it in any mode but `.unconstrained`.
  public let mode: RegionConstraint.Mode
  /// The steps visited, from T down to 0; fewer than all are jumps.
  public let path: [Int]

  /// A sampler that visits every step, or those of `path`.
  public init(_ network: DenoisingGenerator, mode: RegionConstraint.Mode = .noiseMatched, path: [Int]? = nil) {
    let steps = network.configuration.steps
    let path = path ?? Array((0...steps).reversed())
    precondition(
      path.first == steps && path.last == 0 && zip(path, path.dropFirst()).allSatisfy { $0 > $1 },
      "the path \(path) does not lead from \(steps) down to 0")
    (self.network, self.mode, self.path) = (network, mode, path)
  }

  /// A defect to be drawn.
  public struct Request: Sendable {
    /// The photograph, of the side and channels of the network's configuration.
    public var photograph: Image
    /// Where the defect is to be.
    public var mask: Mask
    /// What the defect may look like, to begin with; nil to begin with noise alone.
    public var draft: Draft?
    /// How much of each pixel it covers, 0…1; 0 outside `mask`.
    public var coverage: Plane
    /// The number of its type.
    public var type: Int

    /// A request; without a coverage it is that of the mask.
    public init(photograph: Image, mask: Mask, coverage: Plane? = nil, type: Int, draft: Draft? = nil) {
      (self.photograph, self.mask, self.type, self.draft) = (photograph, mask, type, draft)
      self.coverage =
        coverage ?? Plane(width: mask.width, height: mask.height, values: mask.values.map { Float($0) })
    }
  }

  /// A picture that sampling begins with, at less than full noise (as in Meng et al., "SDEdit", ICLR 2022): what is larger
  /// than the noise destroys is kept, the rest is drawn anew.
  public struct Draft: Sendable {
    /// The photograph with the draft of a defect, of its size and channels.
    public var picture: Image
    /// Standard deviation of the noise that is added at most, of pictures of −1…1.
    public var noise: Double

    /// A draft from its parts.
    public init(_ picture: Image, noise: Double) { (self.picture, self.noise) = (picture, noise) }
  }

  /// The steps that lead to a picture, made as they are asked for; none where a draft's noise is less than that of every
  /// step.
  /// - Parameter stream: names all randomness.
  public func steps(for request: Request, using stream: RandomStream) -> DenoisingSteps {
    let condition = condition(of: request)
    guard let draft = request.draft else {
      return DenoisingSteps(network, condition: condition, mode: mode, path: path, stream: stream)
    }
    return DenoisingSteps(
      network, condition: condition, mode: mode, path: path(from: draft.noise), draft: tensor(of: draft.picture),
      stream: stream)
  }

  /// The part of the path that begins with at most some noise.
  package func path(from noise: Double) -> [Int] {
    let first = path.first { $0 > 0 && network.configuration.schedule.noise($0) <= noise } ?? 0
    return path.filter { $0 <= first }
  }

  private func condition(of request: Request) -> DefectCondition {
    let configuration = network.configuration
    let side = configuration.side
    precondition(
      request.photograph.width == side && request.photograph.height == side
        && request.photograph.channels == configuration.channels,
      "the network draws into \(side) × \(side) px of \(configuration.channels) channels")
    precondition((0..<configuration.types).contains(request.type), "there is no type \(request.type)")
    return DefectCondition(
      background: tensor(of: request.photograph),
      mask: Tensor(request.mask.values.map { Float($0) }, [1, 1, side, side]),
      coverage: Tensor(request.coverage.values, [1, 1, side, side]), types: Tensor([request.type], [1])
    ).to(network.device)
  }

  /// `[1, C, H, W]`, −1…1, where the network is.
  private func tensor(of image: Image) -> Tensor {
    Tensor(image.pixels, [1, image.channels, image.height, image.width]).to(network.device) * 2 - 1
  }

  /// The photograph with the defect. Outside the mask it is the photograph to the bit.
  public func picture(for request: Request, using stream: RandomStream) -> Image {
    var last: DenoisingStep?
    for step in steps(for: request, using: stream) { last = step }
    let made =
      last.map { (($0.noisy + 1) * 0.5).clamp(0, 1).array(of: Float.self) } ?? request.draft?.picture.pixels
      ?? request.photograph.pixels
    var image = request.photograph
    let area = image.area
    for i in image.pixels.indices where mode == .unconstrained || request.mask.values[i % area] == 1 {
      image.pixels[i] = made[i]
    }
    return image
  }

  /// The steps that lead to ``picture(for:using:)`` as pictures: the photograph, then for each step what the network took
  /// the clean picture to be, and what it left to the next step.
  public func trace(of request: Request, using stream: RandomStream) -> [Image] {
    let photograph = request.photograph
    func picture(_ x: Tensor) -> Image {
      Image(
        width: photograph.width, height: photograph.height, channels: photograph.channels,
        pixels: ((x + 1) * 0.5).clamp(0, 1).array(of: Float.self))
    }
    return [photograph]
      + steps(for: request, using: stream).flatMap { [picture($0.predicted), picture($0.noisy)] }
  }

  /// Pictures for all requests in order, made on all cores; that of number i by `stream.split(i)`.
  public func pictures(for requests: [Request], using stream: RandomStream) -> [Image] {
    concurrentMap(requests.count) { picture(for: requests[$0], using: stream.split($0)) }
  }
}
