import Foundation

/// The results of `transform` for each element, in order, made on all cores; the first error in order is thrown.
func concurrentMap<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) throws -> Result
) throws -> [Result] {
  let results = [Swift.Result<Result, any Error>?](unsafeUninitializedCapacity: elements.count) { buffer, count in
    let base = SendableBuffer(buffer)
    DispatchQueue.concurrentPerform(iterations: elements.count) { i in
      (base.buffer.baseAddress! + i).initialize(to: Swift.Result { try transform(elements[i]) })
    }
    count = elements.count
  }
  return try results.map { try $0!.get() }
}

/// A buffer whose elements are each written by one thread only.
private struct SendableBuffer<Element>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Element>
  init(_ buffer: UnsafeMutableBufferPointer<Element>) { self.buffer = buffer }
}
