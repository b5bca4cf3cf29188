/// A photograph in which the product is looked for, at the working size.
struct Scene {
  private let features: PixelFeatures
  private let kinds: [UInt8]
  private let edges: Plane
  /// A steepness that hardly any pixel exceeds.
  private let steep: Float
  private let rarity: [Float]

  private static let rounds = 6
  /// A rarity from which a kind of pixels hardly is on borders.
  private static let rare: Float = 1.6

  init(_ image: Image, _ model: ProductModel) {
    features = model.code.whitened(PixelFeatures(image.shrunk(to: ProductModel.workingSide)))
    kinds = model.code.kinds(features)
    edges = features.edges()
    steep = edges.values.quantile(0.995)
    rarity = model.rarity
  }

  /// The silhouette by kinds of pixels and places.
  func firstSilhouette(_ model: ProductModel) -> Mask {
    let (width, height) = (features.width, features.height)
    let filter = EdgeAwareFilter(features, deviation: 12 * Float(max(width, height)) / 128)
    let own = zip(kinds, model.placeOdds(width, height)).map { model.evidence[Int($0)] + $1 }
    var belief = own.map(ProductModel.probability)
    for _ in 0..<Self.rounds {
      let smooth = filter(belief)
      for i in own.indices {
        belief[i] = ProductModel.probability(own[i] + ProductModel.smoothing * (2 * smooth[i] - 1))
      }
    }
    let likely = Mask(width: width, height: height, values: belief.map { $0 > 0.5 ? 1 : 0 }).opened(radius: 1)
      .mainPieces()
    guard likely.area > 0 else { return likely }
    let girth = likely.inverted().distanceTransform().distance.values.max()!
    guard girth.isFinite else { return likely }
    let whole = onEdges(likely, inwards: 0.5 * girth, outwards: 0.2 * girth, keepingRare: true)
    return onEdges(withoutBumps(whole, girth: girth), inwards: 2, outwards: 2, keepingRare: false)
  }

  /// The silhouette with its outline moved to the steepest place between two distances from it, px.
  private func onEdges(_ silhouette: Mask, inwards: Float, outwards: Float, keepingRare: Bool) -> Mask {
    let outer = silhouette.dilated(radius: outwards).inverted()
    var inner = silhouette.eroded(radius: inwards)
    guard keepingRare || inner.area > 0 else { return silhouette }
    for i in kinds.indices where keepingRare && silhouette.values[i] != 0 && isRare(i) { inner.values[i] = 1 }
    return edges.watershed(inner: inner, outer: outer, highest: steep).mainPieces()
  }

  /// The silhouette without what sticks out of it and consists of kinds of pixels that borders
  /// have, too: things of the background that touch the product, as dark as it is.
  private func withoutBumps(_ silhouette: Mask, girth: Float) -> Mask {
    let core = silhouette.opened(radius: 0.25 * girth)
    let bumps = silhouette.subtracting(core).connectedComponents()
    var rare = [Int](repeating: 0, count: bumps.components.count)
    for i in bumps.labels.indices where bumps.labels[i] > 0 && isRare(i) { rare[Int(bumps.labels[i]) - 1] += 1 }
    // Corners that the disc does not fit into are the product's own.
    let kept = bumps.mask { label in
      let area = bumps.components[label - 1].area
      return Float(area) < 0.03 * girth * girth || 4 * rare[label - 1] > area
    }
    return core.union(kept).mainPieces()
  }

  private func isRare(_ pixel: Int) -> Bool { rarity[Int(kinds[pixel])] > Self.rare }

  /// The silhouette drawn in to the photograph's edges, away from what differs little from the
  /// background around it.
  func withoutSoftShadows(_ first: Mask) -> Mask {
    let outside = first.inverted()
    guard first.area >= 20, outside.area >= 20 else { return first }
    let distance = distance(toBackground: outside)
    let usual = first.values.indices.filter { first.values[$0] != 0 }.map { distance[$0] }.quantile(0.9)
    var (inner, outer) = (first, outside)
    for i in distance.indices {
      if distance[i] <= usual { inner.values[i] = 0 }
      if distance[i] < 0.2 * usual { outer.values[i] = 1 }
    }
    return edges.watershed(inner: inner, outer: outer, highest: steep).opened(radius: 1).mainPieces()
  }

  /// The distance of each pixel's colour to the median colour of a set of pixels.
  private func distance(toBackground background: Mask) -> [Float] {
    let pixels = background.values.indices.filter { background.values[$0] != 0 }
    var centre = SIMD4<Float>()
    for channel in 0..<3 { centre[channel] = pixels.map { features.values[$0][channel] }.quantile(0.5) }
    return features.values.map {
      var apart = $0 - centre
      apart.w = 0
      return apart.squared.squareRoot()
    }
  }

  /// The mean steepness along an outline, the greatest within a pixel of it; 0 where there is none.
  func steepness(along silhouette: Mask) -> Float {
    let outline = silhouette.boundary()
    let (width, height) = (silhouette.width, silhouette.height)
    var (sum, count): (Float, Float) = (0, 0)
    for y in 0..<height {
      for x in 0..<width where outline[y, x] {
        var steepest: Float = 0
        for v in max(0, y - 1)...min(height - 1, y + 1) {
          for u in max(0, x - 1)...min(width - 1, x + 1) { steepest = max(steepest, edges[v, u]) }
        }
        sum += steepest
        count += 1
      }
    }
    return count > 8 ? sum / count : 0
  }

  /// Whether a silhouette looks like an object before a background: neither nothing nor nearly
  /// everything, away from the border for the most part, and with edges along its outline that are
  /// rare elsewhere.
  func isObject(_ silhouette: Mask) -> Bool {
    let frame = PixelFeatures.frame(silhouette.width, silhouette.height)
    let onBorder = Double(frame.count { silhouette.values[$0] != 0 }) / Double(frame.count)
    let share = Double(silhouette.area) / Double(silhouette.values.count)
    guard share >= 0.01, share <= 0.97, onBorder <= 0.6 * share, onBorder <= 0.45 else { return false }
    let usual = edges.values.reduce(0, +) / Float(edges.values.count)
    return steepness(along: silhouette) > 3 * usual
  }
}

extension Mask {
  /// The pieces of at least a twentieth of the largest, holes filled.
  fileprivate func mainPieces() -> Mask {
    let pieces = connectedComponents()
    guard let largest = pieces.components.map(\.area).max() else { return Mask(width: width, height: height) }
    return pieces.mask { pieces.components[$0 - 1].area * 20 >= largest }.holesFilled()
  }
}

extension [Float] {
  /// A quantile, 0…1, of at most about 4,000 of the values, evenly spaced.
  fileprivate func quantile(_ share: Double) -> Float {
    let some = stride(from: 0, to: count, by: Swift.max(1, count / 4_000)).map { self[$0] }.sorted()
    return some[Int(share * Double(some.count - 1))]
  }
}
