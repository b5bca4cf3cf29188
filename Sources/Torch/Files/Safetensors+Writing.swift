import Foundation

/// Writes tensors as a safetensors file, atomically: the file appears whole or not at all. Equal tensors and metadata
/// give equal bytes.
public func saveSafetensors(
  _ tensors: [String: Tensor], metadata: [String: String] = [:], to url: URL
) throws(TorchError) {
  precondition(tensors["__metadata__"] == nil, "__metadata__ is not a name for a tensor")
  var entries: [SafetensorsHeader.Entry] = []
  var end = 0
  for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
    let range = end..<end + tensor.count * tensor.dtype.size
    entries.append(SafetensorsHeader.Entry(name: name, dtype: tensor.dtype, shape: tensor.shape, range: range))
    end = range.upperBound
  }
  let header = SafetensorsHeader(entries: entries, metadata: metadata).serialized()
  let writer = try AtomicFileWriter(url)
  try writer.write(littleEndian: UInt64(header.count))
  try writer.write(header)
  for entry in entries { try writer.write(tensors[entry.name]!) }
  try writer.commit()
}

extension AtomicFileWriter {
  fileprivate func write(littleEndian number: UInt64) throws(TorchError) {
    try write((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
  }

  fileprivate func write(_ bytes: [UInt8]) throws(TorchError) {
    try wrap { try bytes.withUnsafeBytes { try write($0) } }
  }

  fileprivate func write(_ tensor: Tensor) throws(TorchError) {
    let source = tensor.detach().to(.cpu).contiguous()
    try wrap { try source.withUnsafeBytes { try write(UnsafeRawBufferPointer($0)) } }
  }

  /// Restores the type of error that `withUnsafeBytes` loses.
  private func wrap(_ body: () throws -> Void) throws(TorchError) {
    do { try body() } catch { throw error as! TorchError }
  }
}
