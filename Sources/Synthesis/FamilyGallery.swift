import Dispatch
import Foundation
import Imaging
import Physics
import Randomness
import Synchronization

/// One sample of each family and severity on given surfaces.
public struct FamilyGallery: Sendable {
  /// A surface with a name.
  public struct Plate: Sendable {
    /// Name in words.
    public let name: String
    /// What defects are made on.
    public let surface: Surface

    /// A named surface.
    public init(_ name: String, _ surface: Surface) { (self.name, self.surface) = (name, surface) }
  }

  /// What is to be shown.
  public struct Request: Sendable {
    /// The family.
    public let family: DefectFamily
    /// How gross, 0…1.
    public let severity: Double
    /// Where.
    public let plate: Plate
    /// Another number is another sample.
    public let seed: UInt64

    /// A wish for one sample.
    public init(_ family: DefectFamily, severity: Double, on plate: Plate, seed: UInt64) {
      (self.family, self.severity, self.plate, self.seed) = (family, severity, plate, seed)
    }
  }

  /// A sample and the time that it took.
  public struct Exhibit: Sendable {
    /// What was asked for.
    public let request: Request
    /// The sample.
    public let sample: SyntheticSample
    /// Time of one core, s: drawing, solving, rendering.
    public let seconds: Double

    /// The square around the defect that shows it large, px.
    public var closeUp: PixelBox {
      let (width, height) = (sample.image.width, sample.image.height)
      let columns = (0..<width).filter { x in (0..<height).contains { sample.mask[$0, x] } }
      let rows = (0..<height).filter { y in (0..<width).contains { sample.mask[y, $0] } }
      let (left, top) = (columns.first ?? 0, rows.first ?? 0)
      let (spanX, spanY) = ((columns.last ?? 0) - left, (rows.last ?? 0) - top)
      let short = min(width, height)
      let side = min(short, max(short / 3, max(spanX, spanY) * 7 / 5))
      func place(_ centre: Int, _ length: Int) -> Int { min(max(0, centre - side / 2), length - side) }
      return PixelBox(x: place(left + spanX / 2, width), y: place(top + spanY / 2, height), width: side, height: side)
    }
  }

  /// The samples asked for, made on all cores; nil where none could be seen on its surface.
  /// - Parameter progress: called with (samples done, samples in all), one call at a time, from any thread.
  /// - Throws: `PhysicsError`, `SynthesisError.invalidConfiguration`.
  public static func exhibits(
    _ requests: [Request], progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> [Exhibit?] {
    let done = Mutex(0)
    return try concurrentMap(requests) { request in
      let exhibit = try exhibit(request)
      done.withLock {
        $0 += 1
        progress?($0, requests.count)
      }
      return exhibit
    }
  }

  private static func exhibit(_ request: Request) throws -> Exhibit? {
    var configuration = SynthesisConfiguration()
    configuration.families = [request.family]
    configuration.leastSeverity = request.severity
    configuration.greatestSeverity = request.severity
    configuration.greatestCount = 1
    let synthesizer = try SampleSynthesizer(configuration)
    let start = ContinuousClock.now
    do {
      let sample = try synthesizer.sample(
        of: request.family.rawValue, on: request.plate.surface, named: request.plate.name, seed: request.seed)
      return Exhibit(request: request, sample: sample, seconds: (ContinuousClock.now - start) / .seconds(1))
    } catch SynthesisError.nothingVisible {
      return nil
    }
  }
}
