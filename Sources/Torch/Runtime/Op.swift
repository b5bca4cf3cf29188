import CTorch
import Foundation

/// An operator of torch's dispatcher, by its name in `native_functions.yaml`: `Op("aten::relu")`, called as a function.
///
/// Looking one up takes a lock, so keep them as static constants. Arguments are positional; missing trailing ones take
/// the defaults of the operator's schema. Autograd, autocast and every device work as in Python.
public struct Op: @unchecked Sendable {
  let handle: OpaquePointer

  /// Looks the operator up; one that does not exist is a programmer's mistake.
  public init(_ name: String, _ overload: String = "") {
    handle = must { try check { ct_op(name, overload, &$0) }! }
  }

  /// Calls the operator for its only (or first) result. A shape mistake stops the program with torch's own message.
  @discardableResult
  public func callAsFunction(_ arguments: Value...) -> Tensor {
    must { try all(arguments) }[0]
  }

  /// Calls the operator for all its results, at most `capacity`; throws torch's message.
  @discardableResult
  public func all(_ arguments: [Value], capacity: Int = 8) throws(TorchError) -> [Tensor] {
    do {
      return try withExtendedLifetime(arguments) {
        try withUnsafeTemporaryAllocation(of: CTValue.self, capacity: max(1, arguments.count)) { boxed in
          var arena = ArgumentArena()
          defer { arena.free() }
          for (i, argument) in arguments.enumerated() { boxed[i] = arena.box(argument) }
          return try call(boxed, arguments.count, capacity)
        }
      }
    } catch {
      // The closures lose the type of what they throw.
      throw error as! TorchError
    }
  }

  private func call(_ boxed: UnsafeMutableBufferPointer<CTValue>, _ count: Int, _ capacity: Int) throws -> [Tensor] {
    try withUnsafeTemporaryAllocation(of: OpaquePointer?.self, capacity: max(1, capacity)) { results in
      let found = try check {
        ct_call(handle, boxed.baseAddress, Int32(count), results.baseAddress, Int32(capacity), &$0)
      }
      // An optional tensor that an operator leaves undefined has no handle.
      return (0..<Int(found)).compactMap { results[$0].map { Tensor($0) } }
    }
  }
}

/// The C memory that the arguments of one call need.
private struct ArgumentArena {
  private var blocks: [UnsafeMutableRawPointer] = []

  func free() { for block in blocks { block.deallocate() } }

  mutating func box(_ value: Value) -> CTValue {
    var boxed = CTValue()
    switch value {
    case .none, .optionalTensor(nil): boxed.tag = tag(CTNone)
    case .tensor(let tensor), .optionalTensor(.some(let tensor)):
      boxed.tag = tag(CTTensorTag)
      boxed.as.tensor = tensor.handle
    case .int(let number): setInteger(&boxed, CTInt, number)
    case .dtype(let type): setInteger(&boxed, CTInt, Int(type.rawValue))
    case .bool(let flag): setInteger(&boxed, CTBool, flag ? 1 : 0)
    case .double(let number):
      boxed.tag = tag(CTDouble)
      boxed.as.real = number
    case .ints(let list):
      setList(&boxed, CTInts, list.count)
      boxed.as.integers = UnsafePointer(store(list) { Int64($0) })
    case .doubles(let list):
      setList(&boxed, CTDoubles, list.count)
      boxed.as.reals = UnsafePointer(store(list) { $0 })
    case .tensors(let list):
      setList(&boxed, CTTensors, list.count)
      boxed.as.tensors = UnsafePointer(store(list) { $0.handle })
    case .optionalTensors(let list):
      setList(&boxed, CTOptionalTensors, list.count)
      boxed.as.tensors = UnsafePointer(store(list) { $0?.handle })
    case .string(let text): setString(&boxed, CTString, text)
    case .device(let device): setString(&boxed, CTDevice, device.description)
    case .generator(let generator):
      boxed.tag = tag(CTGeneratorTag)
      boxed.as.generator = generator.handle
    }
    return boxed
  }

  private func tag(_ tag: CTTag) -> Int32 { Int32(tag.rawValue) }

  private func setInteger(_ boxed: inout CTValue, _ tag: CTTag, _ value: Int) {
    boxed.tag = self.tag(tag)
    boxed.as.integer = Int64(value)
  }

  private func setList(_ boxed: inout CTValue, _ tag: CTTag, _ count: Int) {
    boxed.tag = self.tag(tag)
    boxed.count = Int32(count)
  }

  private mutating func setString(_ boxed: inout CTValue, _ tag: CTTag, _ text: String) {
    boxed.tag = self.tag(tag)
    boxed.as.string = UnsafePointer(store(Array(text.utf8CString)) { $0 })
  }

  /// Copies a list to memory that lasts as long as the call.
  private mutating func store<Element, Boxed>(
    _ list: [Element], _ convert: (Element) -> Boxed
  ) -> UnsafeMutablePointer<Boxed> {
    let block = UnsafeMutablePointer<Boxed>.allocate(capacity: max(1, list.count))
    for (i, element) in list.enumerated() { (block + i).initialize(to: convert(element)) }
    blocks.append(block)
    return block
  }
}

/// The operators that the wrappers use; each file adds those it needs.
enum Ops {}
