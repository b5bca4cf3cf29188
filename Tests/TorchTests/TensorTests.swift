import Foundation
import Testing
import Torch

@Suite struct TensorTests {
  @Test func describesItself() {
    let tensor = Tensor.zeros([2, 3, 4, 5])
    #expect(tensor.shape == [2, 3, 4, 5] && tensor.strides == [60, 20, 5, 1] && tensor.dim == 4)
    #expect(tensor.count == 120 && tensor.dtype == .float32 && tensor.device == .cpu)
    #expect("\(tensor)" == "Tensor([2, 3, 4, 5], float32, cpu)")
    #expect(Tensor.zeros([]).shape == [] && Tensor.zeros([0, 3]).count == 0)
  }

  @Test func holdsEverySwiftType() {
    #expect(Tensor([1.5, -2] as [Float]).array(of: Float.self) == [1.5, -2])
    #expect(Tensor([1.5, -2] as [Double]).dtype == .float64)
    #expect(Tensor([1, -2]).array(of: Int.self) == [1, -2] && Tensor([1, -2]).dtype == .int64)
    #expect(Tensor([1, 255] as [UInt8]).array(of: Float.self) == [1, 255])
    #expect(Tensor([true, false]).array(of: Bool.self) == [true, false])
    #expect(Tensor([3, 4] as [Int32]).dtype == .int32 && Tensor([3, 4] as [Int16]).dtype == .int16)
  }

  @Test(arguments: [DType.float16, .bfloat16, .float32, .float64, .int8, .uint8, .int64])
  func convertsElements(_ type: DType) {
    #expect(Tensor([1, 2, 3] as [Float]).to(type).array(of: Float.self) == [1, 2, 3])
  }

  @Test func memoryIsShared() {
    let tensor = Tensor(shape: [2, 2], of: Float.self) { buffer in
      for i in buffer.indices { buffer[i] = Float(i) }
    }
    let view = tensor[1]
    tensor.withUnsafeMutableBufferPointer(of: Float.self) { $0[3] = 9 }
    #expect(view.array(of: Float.self) == [2, 9])
    #expect(tensor.withUnsafeBufferPointer(of: Float.self) { $0.reduce(0, +) } == 12)
  }

  @Test func viewsAreReadInTheirOrder() {
    let tensor = Tensor([1, 2, 3, 4, 5, 6] as [Float], [2, 3])
    #expect(tensor.transpose(0, 1).array(of: Float.self) == [1, 4, 2, 5, 3, 6])
    #expect(!tensor.transpose(0, 1).isContiguous && tensor.isContiguous)
    #expect(tensor.slice(1, 1..<3).array(of: Float.self) == [2, 3, 5, 6])
    #expect(tensor[-1].array(of: Float.self) == [4, 5, 6])
    #expect(tensor.unsqueeze(0).shape == [1, 2, 3] && tensor.unsqueeze(0).squeeze(0).shape == [2, 3])
    #expect(tensor.chunk(2, 1).map(\.shape) == [[2, 2], [2, 1]])
    #expect(tensor.reshape(3, 1, 2).expand(3, 4, 2).shape == [3, 4, 2])
    #expect(tensor.tiled(2, 1).shape == [4, 3])
  }

  @Test func channelsLastKeepsTheElements() {
    let tensor = Tensor.randn([2, 3, 4, 5], from: Generator(seed: 1))
    let last = tensor.channelsLast()
    #expect(last.isChannelsLast && !last.isContiguous && last.strides == [60, 1, 15, 3])
    #expect(isIdentical(tensor, last) && last.contiguous().isContiguous)
  }

  @Test func changesInPlace() {
    let tensor = Tensor.ones([3])
    tensor.add_(.full([3], 2), scale: 2).mul_(2).lerp_(.zeros([3]), weight: 0.5)
    #expect(tensor.array(of: Float.self) == [5, 5, 5])
    #expect(tensor.fill_(4).array(of: Float.self) == [4, 4, 4] && tensor.zero_().array(of: Float.self) == [0, 0, 0])
  }

  @Test func comparesElements() {
    let a = Tensor([1, 2, 3] as [Float])
    #expect((a .> 2).array(of: Bool.self) == [false, false, true])
    #expect(((a .>= 2) .& .!(a .== 3)).array(of: Bool.self) == [false, true, false])
    #expect(((a .< 2) .| (a .== Tensor([0, 0, 3] as [Float]))).array(of: Bool.self) == [true, false, true])
    #expect((a .<= 1).nonzero().array(of: Int.self) == [0])
    #expect(a.maskedSelect(a .> 1).array(of: Float.self) == [2, 3])
    #expect((a / 0).isFinite().any().array(of: Bool.self) == [false])
    #expect(a.argmax(0).array(of: Int.self) == [2] && a.argmin(0).array(of: Int.self) == [0])
  }

  @Test func indicesPickElements() {
    let tensor = Tensor.arange(12, .int64).reshape(3, 4)
    #expect(tensor.index(Tensor([0, 2]), Tensor([1, 3])).array(of: Int.self) == [1, 11])
    #expect(tensor.index(nil, Tensor([3, 0])).array(of: Int.self) == [3, 0, 7, 4, 11, 8])
  }

  @Test func operatorsTakeListsOfNumbers() throws {
    let doubled = try Op("aten::upsample_nearest2d", "vec").all([.tensor(.ones([1, 1, 2, 3])), nil, .doubles([2, 2])])
    #expect(doubled.map(\.shape) == [[1, 1, 4, 6]])
  }

  @Test func solvesTriangularSystems() throws {
    let a = Tensor([4, 2, 2, 3] as [Double], [2, 2])
    let factor = try a.cholesky()
    #expect(try difference(factor.matmul(factor.transpose(0, 1)), a) < 1e-15)
    let x = factor.solveTriangular(Tensor([2, 1] as [Double], [2, 1]), upper: false)
    #expect(try difference(factor.matmul(x), Tensor([2, 1] as [Double], [2, 1])) < 1e-15)
    #expect(throws: TorchError.self) { try (a * -1).cholesky() }
  }

  @Test func makesRegularTensors() {
    #expect(Tensor.arange(3).array(of: Float.self) == [0, 1, 2])
    #expect(Tensor.linspace(0, 1, 3).array(of: Float.self) == [0, 0.5, 1])
    #expect(Tensor.eye(2).array(of: Float.self) == [1, 0, 0, 1])
    #expect(Tensor.ones([2], .int64).fullLike(7).array(of: Int.self) == [7, 7])
  }

  @Test func unfitShapesThrowTorchsMessage() {
    let error = #expect(throws: TorchError.self) {
      try Op("aten::add", "Tensor").all([.tensor(.zeros([2])), .tensor(.zeros([3]))])
    }
    #expect("\(error, default: "")".contains("size of tensor a (2) must match"))
  }

  @Test func missingAndSurplusArgumentsThrow() {
    #expect(throws: TorchError.self) { try Op("aten::conv2d").all([.tensor(.zeros([1, 1, 2, 2]))]) }
    #expect(throws: TorchError.self) { try Op("aten::relu").all([.tensor(.zeros([1])), 1]) }
  }

  @Test func severalElementsAreNoItem() {
    #expect(throws: TorchError.self) { try Tensor.zeros([2]).item }
  }

  @Test func missingDevicesThrow() throws {
    #expect(Device.cpu.isAvailable && !Device(.cuda, index: 99).isAvailable)
    guard !Device.cuda.isAvailable else { return }
    #expect(throws: TorchError.self) { try Generator(seed: 1, on: .cuda) }
    #expect(throws: TorchError.self) { try Op("aten::zeros").all([[1], nil, nil, .device(.cuda)]) }
    try Device.cpu.synchronize()
  }

  #if os(Linux) && arch(x86_64)
    @Test func bfloat16IsFastWhereTheProcessorHasIt() throws {
      let flags = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).split { " \t\n".contains($0) }
      #expect(Device.cpu.hasFastBFloat16 == (flags.contains("avx512_bf16") || flags.contains("amx_bf16")))
    }
  #endif

  @Test func versionIsTheWheels() {
    #expect(torchVersion.hasPrefix("2."))
  }

  @Test func threadsCanBeSet() {
    let before = threads
    setThreads(1)
    #expect(threads == 1)
    setThreads(before)
  }

  @Test func requiresFiniteNumbers() throws {
    #expect(try requireFinite(.full([], 2), "the loss") == 2)
    #expect(throws: TorchError.notFinite("the loss at step 3")) {
      try requireFinite(.full([], .nan), "the loss at step 3")
    }
  }
}
