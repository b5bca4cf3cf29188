import Foundation
import Imaging
import Randomness

/// Hairs, lint and threads on the surface: worm-like chains with arcs, lit as fibres are, and their shadows.
public struct Fibre: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.fibre
  /// What this instance is made from.
  public let parameters: FibreParameters

  /// A model with the given parameters.
  public init(_ parameters: FibreParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let filaments = filaments(on: surface, at: seat, using: &stream)
    let shadows = parameters.shadow > 0 ? filaments.map { $0.shadow(from: surface.light) } : []
    let boxes = (filaments.map { $0.surroundings(margin: 2) } + shadows.map { $0.surroundings(margin: 4) })
      .map { $0.intersection(surface.frame) }.filter { $0.area > 0 }
    guard let first = boxes.first else { return nil }
    let box = boxes.dropFirst().reduce(first) { $0.union($1) }
    var layer = FibreLayer(box, channels: surface.image.channels)
    let look = FibreLook(parameters, on: surface, using: &stream)
    for filament in filaments {
      let around = filament.surroundings(margin: 2).intersection(box)
      if around.area > 0 { layer.add(FilamentField(filament, around), look) }
    }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: layer.coverage)
    defect.patch = layer.patch
    if !shadows.isEmpty { cast(shadows, beside: layer.opacity, onto: &defect) }
    return defect
  }

  /// The fibres, and the loose filaments at the ends of threads.
  private func filaments(
    on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream
  ) -> [Filament] {
    let count = min(60, stream.poisson(parameters.count - 1) + 1)
    var filaments: [Filament] = []
    for index in 0..<count {
      let spread = index == 0 ? 0 : surface.pixels(parameters.cluster_um)
      let length = surface.pixels(parameters.length_um) * (index == 0 ? 1 : stream.uniform(0.4...1))
      let heading = stream.uniform(-Double.pi...Double.pi)
      // The seat is somewhere along the fibre, not at its end.
      let lead = length * stream.uniform(0.2...0.8) * -SIMD2(cos(heading), sin(heading))
      let start = seat + lead + SIMD2(stream.normal(deviation: spread), stream.normal(deviation: spread))
      let thread = filament(from: start, heading, length, surface, using: &stream)
      filaments += frayedEnds(of: thread, surface, using: &stream) + [thread]
    }
    return filaments
  }

  private func filament(
    from start: SIMD2<Double>, _ heading: Double, _ length: Double, _ surface: Surface,
    thinner: Double = 1, using stream: inout RandomStream
  ) -> Filament {
    let radius = max(0.3, surface.pixels(parameters.thickness_um) / 2) * thinner
    let curl = parameters.curl_deg * .pi / 180 * (stream.bernoulli(0.5) ? 1 : -1)
    let chain = WormLikeChain(
      length: max(2, length), persistence: max(1, surface.pixels(parameters.persistence_um)), curl: curl,
      step: max(1, 0.5 * radius, length / 400), from: start, heading: heading, using: &stream)
    let last = Double(chain.nodes.count - 1)
    let (phase, waves) = (stream.uniform(0...(2 * Double.pi)), stream.uniform(0.5...2.5))
    let rise = surface.pixels(parameters.rise_um)
    let places = chain.nodes.indices.map { Double($0) / last }
    return Filament(
      nodes: chain.nodes,
      radii: places.map { radius * (1 - parameters.taper * pow(abs(2 * $0 - 1), 3)) },
      heights: places.map { rise * (0.5 - 0.5 * cos(phase + 2 * .pi * waves * $0)) }, step: chain.step)
  }

  private func frayedEnds(
    of thread: Filament, _ surface: Surface, using stream: inout RandomStream
  ) -> [Filament] {
    let loose = Int(parameters.fray)
    guard loose > 0, thread.nodes.count > 3 else { return [] }
    let radius = thread.radii[thread.radii.count / 2]
    return (0..<(2 * loose)).map { k in
      let tail = k % 2 == 0
      let (end, inner) =
        tail
        ? (thread.nodes[0], thread.nodes[2])
        : (thread.nodes[thread.nodes.count - 1], thread.nodes[thread.nodes.count - 3])
      let outward = atan2(end.y - inner.y, end.x - inner.x) + stream.normal(deviation: 0.35)
      let root = end + stream.uniform(-1.5...0) * radius * SIMD2(cos(outward), sin(outward))
      return filament(
        from: root, outward, radius * stream.logUniform(3...9), surface, thinner: stream.uniform(0.2...0.45),
        using: &stream)
    }
  }

  private func cast(_ shadows: [Filament], beside opacity: Plane, onto defect: inout Defect) {
    var shade = Plane(defect.box)
    for shadow in shadows {
      let around = shadow.surroundings(margin: 4).intersection(defect.box)
      guard around.area > 0 else { continue }
      // The penumbra of a lamp of some size grows with the height that throws it.
      let height = shadow.heights.reduce(0, +) / Double(shadow.heights.count)
      let field = FilamentField(shadow, around, softness: 0.8 + min(5, 0.3 * height))
      shade.combineMaximum(field.coverage, at: around, in: defect.box)
    }
    let strength = Float(parameters.shadow)
    shade.combine(with: opacity) { strength * $0 * (1 - $1) }
    defect.occlusion = shade
    defect.coverage.combine(with: shade) { max($0, $1 > 0.02 ? min(1, $1 * 6) : 0) }
  }
}

extension Plane {
  /// The greater of the plane, which lies on `box`, and values on a part of it.
  fileprivate mutating func combineMaximum(_ other: [Float], at part: PixelBox, in box: PixelBox) {
    for y in 0..<part.height {
      let (source, target) = (y * part.width, (part.y - box.y + y) * box.width + part.x - box.x)
      for x in 0..<part.width { values[target + x] = max(values[target + x], other[source + x]) }
    }
  }
}
