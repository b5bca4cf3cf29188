import Datasets
import Imaging
import Physics
import Randomness
import Synthesis

/// A trained generator as a source of samples: for each type a family of its own.
///
/// A region is looked for on the photograph; each of its pieces is cut out with its surroundings, drawn by the network,
/// and put back; then the mask is settled as for mechanisms, so that it is the set of visibly changed pixels.
public struct DiffusionDefects: SampleGenerator {
  /// The family of all its samples in their records.
  public static let family = SampleRecord.learnedFamily
  /// "diffusion", the generator's fingerprint, the source of the regions and what else decides which samples come out.
  public let name: String
  /// The types as families.
  public let families: [String]
  private let sampler: DiffusionSampler
  private let plan: GeneratorPlan
  private let step: Int
  private let regions: any DefectRegions
  private let renderer: DefectRenderer
  private let isTraced: Bool
  private let decoyShare: Double
  /// Noise that a region's draft is given; 0 begins with noise alone.
  private let draftNoise: Double
  /// How far from its outline the network's drawing reaches into a real defect's copy, px; 0 leaves all to it.
  private let draftRim: Double

  /// Noise that leaves a draft as it is but for its grain.
  public static let standardDraftNoise = 0.15
  /// How far into a draft the network's drawing reaches, px.
  public static let standardDraftRim = 3.0
  /// Share of samples with a decoy.
  public static let standardDecoyShare = 0.5
  /// Side of a view against the extent of the defect in it.
  private static let zoom = 1.4...1.9
  /// Most pieces of a region that are drawn one after the other; the rest stays as it is.
  private static let greatestCount = 4
  /// Noise at which only the finest octaves are lost, of pictures of −1…1.
  private static let detailNoise = 0.4
  /// What a window shows around its part of a region, at least, as a share of its side.
  private static let windowMargin = 1.0 / 16
  /// Share of a region that has to change visibly.
  private static let leastFilled = 0.5

  /// A source of samples.
  /// - Parameters:
  ///   - types: some of the generator's types.
  ///   - regions: nil for varied copies of the real defects' regions.
  ///   - draftNoise: noise that is added to the drafts of regions, of pictures of −1…1: the more, the freer the network is;
  ///     0 leaves drafts aside and begins with noise alone.
  ///   - draftRim: distance from the outline, px, over which the network's share of a real defect's copy falls by a factor of
  ///     e, so that the draft stays deep inside; 0 leaves all to the network, as with mechanisms' drafts.
  ///   - decoyShare: share of samples, 0…1, for which the photograph is also drawn into itself, so that what learns from them
  ///     can tell defects from traces of the generator.
  ///   - traced: whether the steps' pictures are kept with each sample.
  public init(
    _ generator: DefectGenerator, types: [String]? = nil, regions: (any DefectRegions)? = nil,
    draftNoise: Double = standardDraftNoise, draftRim: Double = standardDraftRim,
    visibilityThreshold: Double = 2.0 / 255, traced: Bool = false,
    decoyShare: Double = standardDecoyShare
  ) {
    let types = types ?? generator.types
    precondition(Set(types).isSubset(of: generator.types), "\(types) are of the generator's types")
    let regions = regions ?? generator.realRegions()
    families = types.map { "\(Self.family)/\($0)" }
    name =
      "\(Self.family)@\(generator.fingerprint.prefix(16))/\(regions.name)"
      + (draftNoise > 0 ? "/draft \(draftNoise)" + (draftRim > 0 ? ", rim \(draftRim) px" : "") : "")
      + (decoyShare > 0 ? "/decoys \(decoyShare)" : "")
    (self.draftNoise, self.draftRim) = (draftNoise, draftRim)
    sampler = DiffusionSampler(generator.network, mode: generator.plan.training.constraint)
    (plan, step, self.regions) = (generator.plan, generator.step, regions)
    (isTraced, self.decoyShare) = (traced, decoyShare)
    renderer = DefectRenderer(visibilityThreshold: visibilityThreshold)
  }

  /// The photographs of real defects that the generator has learned from.
  public var learnedFrom: [String] { Set(plan.photographs.values).sorted() }

  /// The family of all samples, and their type.
  public func label(of family: String) -> SampleLabel {
    SampleLabel(family: Self.family, type: String(family.dropFirst(Self.family.count + 1)))
  }

  /// One sample of a type; nil where there was no room for its region, or too little of it changed.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    guard let type = label(of: family).type, let index = plan.types.firstIndex(of: type) else {
      preconditionFailure("\(family) is no type of the generator")
    }
    guard let region = try regions.region(of: type, on: surface, using: &stream) else { return nil }
    let draft = draftNoise > 0 ? region.draft : nil
    // What a mechanism has drawn is no better inside than at its outline.
    let isReal = draft != nil && region.copied != nil
    let rim = draftRim > 0 && isReal ? DraftRim(width: draftRim, in: region.mask) : nil
    let drawn = draw(
      index, region.mask, from: draft.map { Start(picture: $0, noise: draftNoise, rim: rim) }, on: surface,
      using: stream.split("pieces"))
    let coverage = Plane(
      width: drawn.region.width, height: drawn.region.height, values: drawn.region.values.map { Float($0) })
    guard let rendering = renderer.settle(drawn.image, coverage: coverage, on: surface) else { return nil }
    let filled = Double(rendering.mask.area) / Double(drawn.region.area)
    guard filled >= Self.leastFilled else { return nil }
    let path = draft == nil ? sampler.path : sampler.path(from: draftNoise)
    let parameters = [
      "denoising_steps": Double(path.count - 1), "draft_noise": draft == nil ? 0 : draftNoise,
      "draft_rim_px": isReal ? draftRim : 0, "generator_step": Double(step),
      "region_px": Double(drawn.region.area), "region_filled": filled, "pieces": Double(drawn.pieces),
    ]
    return GeneratedDefect(
      rendering: rendering, parameters: parameters, trace: drawn.trace,
      decoy: decoy(index, region, rim: rim, isDrafted: draft != nil, on: surface, using: stream.split("decoy")))
  }

  /// What drawing begins with.
  private struct Start {
    /// The photograph with a draft in the region.
    var picture: Image
    /// Noise that is added, of pictures of −1…1.
    var noise: Double
    /// nil to leave all of the region to the network.
    var rim: DraftRim?
  }

  /// The photograph drawn into itself, where and as a defect was; nil where it is another sample's turn.
  private func decoy(
    _ type: Int, _ region: DefectRegion, rim: DraftRim?, isDrafted: Bool, on surface: Surface,
    using stream: RandomStream
  ) -> Image? {
    var stream = stream
    guard stream.bernoulli(decoyShare) else { return nil }
    // Noise alone would become a defect.
    let start = Start(
      picture: region.copied ?? surface.image, noise: isDrafted ? draftNoise : Self.detailNoise, rim: rim)
    return draw(type, region.mask, from: start, on: surface, using: stream).image
  }

  /// A photograph with a region drawn.
  private struct Drawing {
    var image: Image
    var region: Mask
    var pieces = 0
    var trace: [Image] = []
  }

  /// - Parameter start: nil to begin with noise alone.
  private func draw(
    _ type: Int, _ region: Mask, from start: Start?, on surface: Surface, using stream: RandomStream
  ) -> Drawing {
    let side = sampler.network.configuration.side
    let size = (surface.image.width, surface.image.height)
    var drawing = Drawing(image: surface.image, region: Mask(width: size.0, height: size.1))
    var left = region
    while drawing.pieces < Self.greatestCount, let piece = left.pieces(leastArea: 1, atMost: 1).first {
      var own = stream.split(drawing.pieces)
      let view = DefectView(of: piece, zoom: own.uniform(Self.zoom), in: size, side: side)
      let inside = left.inside(view.box)
      if let start, view.box.width > side {
        drawing.image = drawing.image.replaced(by: start.picture, within: inside)
        let rim = start.rim.map { inside.intersection($0.reach) } ?? inside
        redraw(type, rim, in: &drawing, noise: start.noise, using: own)
      } else {
        draw(type, inside, in: &drawing, through: view, from: start, using: own)
        if view.box.width > side { redraw(type, inside, in: &drawing, noise: Self.detailNoise, using: own) }
      }
      drawing.region = drawing.region.union(inside)
      left = left.subtracting(inside)
      drawing.pieces += 1
    }
    if let start, let rim = start.rim {
      drawing.image = rim.blended(drawing.image, with: start.picture, in: drawing.region)
    }
    return drawing
  }

  /// Draws a piece of a region, at the network's side whatever its size.
  private func draw(
    _ type: Int, _ piece: Mask, in drawing: inout Drawing, through view: DefectView, from start: Start?,
    using stream: RandomStream
  ) {
    let (image, configuration) = (drawing.image, sampler.network.configuration)
    func cut(_ image: Image) -> Image {
      view.cut(image.converted(toChannels: configuration.channels), side: configuration.side)
    }
    let request = DiffusionSampler.Request(
      photograph: cut(image), mask: view.cut(piece, side: configuration.side), type: type,
      draft: start.map { .init(cut(image.replaced(by: $0.picture, within: piece)), noise: $0.noise) })
    put(request, into: &drawing, through: view, where: piece, using: stream)
  }

  /// Draws what is finer than some noise of a piece that is there already anew, at the photograph's resolution, in windows of
  /// the network's side.
  private func redraw(
    _ type: Int, _ piece: Mask, in drawing: inout Drawing, noise: Double, using stream: RandomStream
  ) {
    guard let extent = piece.boundingBox else { return }
    let configuration = sampler.network.configuration
    var left = piece
    for (number, box) in windows(over: extent, in: (piece.width, piece.height)).enumerated() {
      let inside = left.inside(box)
      guard inside.area > 0 else { continue }
      let window = drawing.image.cropped(to: box).converted(toChannels: configuration.channels)
      let request = DiffusionSampler.Request(
        photograph: window, mask: inside.cropped(to: box), type: type, draft: .init(window, noise: noise))
      put(
        request, into: &drawing, through: DefectView(box: box), where: inside,
        using: stream.split("window").split(number))
      left = left.subtracting(inside)
    }
  }

  /// As few windows of the network's side as show all of a box with some of what is around it.
  private func windows(over box: PixelBox, in size: (width: Int, height: Int)) -> [PixelBox] {
    let side = sampler.network.configuration.side
    func starts(_ first: Int, _ extent: Int, _ limit: Int) -> [Int] {
      let shown = side - 2 * Int(Double(side) * Self.windowMargin)
      let count = (extent + shown - 1) / shown
      return (0..<count).map { number in
        let middle = first + extent * (2 * number + 1) / (2 * count)
        return min(max(0, middle - side / 2), limit - side)
      }
    }
    return starts(box.y, box.height, size.height).flatMap { y in
      starts(box.x, box.width, size.width).map { PixelBox(x: $0, y: y, width: side, height: side) }
    }
  }

  /// Has the network draw, and puts what it has drawn at the pixels of a mask; the steps of the first request are kept, where
  /// steps are asked for.
  private func put(
    _ request: DiffusionSampler.Request, into drawing: inout Drawing, through view: DefectView, where mask: Mask,
    using stream: RandomStream
  ) {
    if isTraced, drawing.trace.isEmpty { drawing.trace = sampler.trace(of: request, using: stream) }
    let drawn = sampler.picture(for: request, using: stream).converted(toChannels: drawing.image.channels)
    drawing.image = view.put(drawn, into: drawing.image, where: mask)
  }
}

extension Image {
  /// This image with another one's pixels within a mask.
  fileprivate func replaced(by other: Image, within mask: Mask) -> Image {
    var result = self
    for i in pixels.indices where mask.values[i % area] != 0 { result.pixels[i] = other.pixels[i] }
    return result
  }
}
