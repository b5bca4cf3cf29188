import Foundation

/// Several arrays of zeros of one length, allocated together and freed with the owner.
final class ScalarSlab<Scalar: MultigridScalar> {
  private let base: UnsafeMutablePointer<Scalar>
  private let capacity: Int

  init(arrays: Int, capacity: Int) {
    // Fresh pages come zeroed; all bits zero is the number 0.
    guard let memory = calloc(arrays * capacity, MemoryLayout<Scalar>.stride) else {
      preconditionFailure("no memory for \(arrays * capacity) numbers")
    }
    base = memory.bindMemory(to: Scalar.self, capacity: arrays * capacity)
    self.capacity = capacity
  }

  deinit { free(base) }

  /// The beginning of an array; valid as long as the slab lives.
  subscript(array: Int) -> UnsafeMutablePointer<Scalar> { base + array * capacity }
}
