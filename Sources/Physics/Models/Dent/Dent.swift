import Foundation
import Imaging
import Randomness

/// Dents from hard bodies, and blisters.
///
/// Our construction: the indenter's pressure on a half-space that yields (`PressedContact`); after unloading the flow
/// stays, its volume partly piled up around it; a sheet also keeps a share of its bending under that pressure, and a
/// blister is a clamped plate under even pressure (`ThinPlate`). The skin moves sideways as in Kirchhoff's theory, by
/// half of the thickness times the slope.
public struct Dent: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.dent
  /// What this instance is made from.
  public let parameters: DentParameters

  /// A model with the given parameters.
  public init(_ parameters: DentParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let parts = places(around: seat, surface, using: &stream).compactMap { place in
      parameters.pressure_MPa > 0
        ? blister(at: place, surface, using: &stream) : impression(at: place, surface, using: &stream)
    }
    guard let first = parts.first else { return nil }
    let box = parts.dropFirst().reduce(first.box) { $0.union($1.box) }
    var (relief, touched) = (Plane(box), Plane(box))
    for part in parts {
      relief.add(part.relief, of: part.box, in: box)
      if let own = part.touched { touched.add(own, of: part.box, in: box) }
    }
    return defect(relief, touched, box, surface, using: &stream)
  }

  private func places(
    around seat: SIMD2<Double>, _ surface: Surface, using stream: inout RandomStream
  ) -> [SIMD2<Double>] {
    let scatter = surface.pixels(parameters.scatter_um)
    return (0..<Int(parameters.count)).map { index in
      index == 0 ? seat : seat + SIMD2(stream.normal(deviation: scatter), stream.normal(deviation: scatter))
    }
  }

  /// One dent or blister: its height, and the share of each pixel that the indenter has touched.
  private typealias Part = (box: PixelBox, relief: Plane, touched: Plane?)

  /// One blister: a clamped ellipse, up to a third smaller or larger than the parameter says.
  private func blister(at place: SIMD2<Double>, _ surface: Surface, using stream: inout RandomStream) -> Part? {
    let mean = parameters.blister_um * (parameters.count > 1 ? stream.logUniform(0.6...1.4) : 1)
    let stretch = parameters.elongation.squareRoot()
    let axes = SIMD2(mean * stretch, mean / stretch)
    let plate = ThinPlate(
      youngs: parameters.youngs_MPa, poisson: parameters.poisson, thickness: parameters.thickness_um)
    let height = Float(1000 * plate.blisterHeight(pressure: parameters.pressure_MPa, axes: axes / 1000))
    let angle = stream.uniform(0...Double.pi)
    let (c, s) = (Float(cos(angle)), Float(sin(angle)))
    let (a, b) = (Float(surface.pixels(axes.x)), Float(surface.pixels(axes.y)))
    guard let box = box(at: place, reach: Double(a), surface) else { return nil }
    let relief = Plane(box) { y, row in
      let dy = Float(y) - Float(place.y)
      for x in 0..<box.width {
        let dx = Float(box.x + x) - Float(place.x)
        let (u, v) = ((c * dx + s * dy) / a, (c * dy - s * dx) / b)
        let fall = max(0, 1 - u * u - v * v)
        row[x] = height * fall * fall
      }
    }
    return (box, relief, nil)
  }

  /// One dent: what stays of the contact and of the sheet's bending.
  private func impression(at place: SIMD2<Double>, _ surface: Surface, using stream: inout RandomStream) -> Part? {
    let shape = IndenterShape(parameters, using: &stream)
    // Small dents need no grid much finer than the pixels.
    let side = max(20, min(64, Int(5 * surface.pixels(shape.reach))))
    let spacing = 2 * shape.reach / Double(side - 1)
    let contact = PressedContact(
      width: side, height: side, spacing: spacing,
      modulus: parameters.youngs_MPa / (1 - parameters.poisson * parameters.poisson))
    let state = contact.press(
      shape.gap(side: side, spacing: spacing), force: parameters.force_N, hardness: parameters.hardness_MPa,
      tolerance: 2e-3, rounds: 40)
    let near = Residue(state, side: side, pileUp: parameters.pileUp)
    let step = surface.pixels(spacing)
    let span = max(Double(side - 1) * step, surface.pixels(parameters.span_um))
    guard let box = box(at: place, reach: span / 2, surface) else { return nil }
    let grid = SmoothGrid(width: side, height: side, values: near.relief, edges: .constant)
    let origin = place - step * Double(side - 1) / 2
    var relief = grid.plane(over: box, origin: origin, spacing: step)
    if parameters.span_um > 0 {
      let dish = dish(state.pressure, side: side, spacing: spacing)
      let nodes = SmoothGrid(width: dish.side, height: dish.side, values: dish.relief, edges: .constant)
      let wide = surface.pixels(dish.spacing)
      relief.combine(
        with: nodes.plane(over: box, origin: place - wide * Double(dish.side - 1) / 2, spacing: wide), +)
    }
    let pressure = state.pressure.map { Float(min(1, $0 / parameters.hardness_MPa)) }
    let touched = SmoothGrid(width: side, height: side, values: pressure, edges: .constant)
      .plane(over: box, origin: origin, spacing: step)
    return (box, relief, touched)
  }

  /// What stays of a sheet's bending under the contact's pressure, µm. The sheet lies on a bed so stiff that it is flat
  /// again where the grid ends.
  private func dish(
    _ pressure: [Double], side: Int, spacing: Double
  ) -> (relief: [Float], side: Int, spacing: Double) {
    let count = 47
    let span = max(parameters.span_um, Double(side) * spacing)
    let node = span / Double(count + 1)
    var load = [Float](repeating: 0, count: count * count)
    let share = Float(spacing * spacing / (node * node))
    for (i, value) in pressure.enumerated() where value > 0 {
      let x = (Double(i % side) - Double(side - 1) / 2) * spacing / node + Double(count - 1) / 2
      let y = (Double(i / side) - Double(side - 1) / 2) * spacing / node + Double(count - 1) / 2
      let (column, row) = (Int(x.rounded()), Int(y.rounded()))
      load[min(count - 1, max(0, row)) * count + min(count - 1, max(0, column))] += Float(value) * share
    }
    let plate = ThinPlate(
      youngs: parameters.youngs_MPa, poisson: parameters.poisson, thickness: parameters.thickness_um)
    let bed = plate.stiffness / pow(DentParameters.bendingLength(span: span) / 1000, 4)
    let deflection = plate.deflection(load, width: count, height: count, spacing: node / 1000, bed: bed)
    var relief = [Float](repeating: 0, count: (count + 2) * (count + 2))
    let scale = Float(-1000 * parameters.set)
    for y in 0..<count {
      for x in 0..<count { relief[(y + 1) * (count + 2) + x + 1] = scale * deflection[y * count + x] }
    }
    return (relief, count + 2, node)
  }

  private func box(at place: SIMD2<Double>, reach: Double, _ surface: Surface) -> PixelBox? {
    let extent = reach + 2
    let box = PixelBox(
      covering: (place.x - extent)...(place.x + extent), (place.y - extent)...(place.y + extent)
    ).intersection(surface.frame)
    return box.area > 0 ? box : nil
  }

  private func defect(
    _ relief: Plane, _ touched: Plane, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Defect {
    let (slopeX, slopeY) = relief.slopes(pitch: Float(surface.pixelPitch))
    var coverage = slopeX
    coverage.combine(with: slopeY) { smoothStep(0.012, 0.045, ($0 * $0 + $1 * $1).squareRoot()) }
    if parameters.burnish > 0 { coverage.combine(with: touched) { max($0, smoothStep(0.2, 0.5, $1)) } }
    // The floor belongs to the dent.
    let whole = Mask(coverage, above: 0.5).holesFilled()
    coverage.combine(with: whole.plane) { max($0, $1) }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    defect.relief = relief
    // Kirchhoff's plates: the skin at the top moves against the slope by half of the thickness.
    let arm = Float(min(parameters.thickness_um, parameters.radius_um) / 2 / surface.pixelPitch)
    var drift = Displacement(dx: slopeX, dy: slopeY)
    drift.dx.apply { min(6, max(-6, arm * $0)) }
    drift.dy.apply { min(6, max(-6, arm * $0)) }
    defect.displacement = drift.withoutFolds()
    if parameters.burnish > 0 { defect.patch = burnished(touched, box, surface) }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...60)))
    }
    return defect
  }

  /// The surface's light where the indenter has flattened the texture and rubbed.
  private func burnished(_ touched: Plane, _ box: PixelBox, _ surface: Surface) -> Patch {
    let (gain, lift) = (Float(1 + parameters.rub), Float(max(0, 0.04 * parameters.rub)))
    let light = (0..<surface.image.channels).map { channel in
      var light = surface.image.linearLight(channel: channel, box).blurred(sigma: 2)
      light.apply { min(1, gain * $0 + lift) }
      return light
    }
    var opacity = touched
    let burnish = Float(parameters.burnish)
    opacity.apply { burnish * smoothStep(0.2, 0.8, $0) }
    return Patch(light: light, opacity: opacity, isPhotographed: true)
  }
}

/// What stays of a contact after unloading.
private struct Residue {
  /// Height, µm.
  let relief: [Float]

  /// The flow, and around it the share `pileUp` of its volume, highest at the dent's edge.
  init(_ state: PressedContact.State, side: Int, pileUp: Double) {
    let flow = Plane(width: side, height: side, values: state.flow.map { Float($0) })
    let area = Double(state.flow.count { $0 > 0 })
    var rim = flow.blurred(sigma: max(0.8, 0.28 * (area / .pi).squareRoot()))
    rim.combine(with: flow) { $1 > 0 ? 0 : $0 }
    let (volume, raised) = (flow.values.reduce(0, +), rim.values.reduce(0, +))
    let scale = raised > 0 ? Float(pileUp) * volume / raised : 0
    relief = zip(flow.values, rim.values).map { scale * $1 - $0 }
  }
}

extension Plane {
  /// Adds the values of another plane that lies over `part`; this one lies over `box`.
  fileprivate mutating func add(_ other: Plane, of part: PixelBox, in box: PixelBox) {
    for y in 0..<part.height {
      let (from, to) = (y * part.width, (y + part.y - box.y) * box.width + part.x - box.x)
      for x in 0..<part.width { values[to + x] += other.values[from + x] }
    }
  }
}
