// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Blemish is two halves. The torch-free one (photographs, defects, measures) builds in seconds and can be taken alone
// with BLEMISH_TORCH_FREE=1; the other needs libtorch: $LIBTORCH, else what `make setup` links at .torch.
let fuzzing = Context.environment["BLEMISH_FUZZ"] == "1"
let torchFree = fuzzing || Context.environment["BLEMISH_TORCH_FREE"] == "1"
let libtorch = Context.environment["LIBTORCH"] ?? Context.packageDirectory + "/.torch"

if !torchFree, !FileManager.default.fileExists(atPath: libtorch + "/include/ATen/ATen.h") {
  FileHandle.standardError.write(
    Data("no libtorch at \(libtorch): run `make setup`, or set LIBTORCH to a torch package folder\n".utf8))
  exit(1)
}

#if arch(x86_64)
  // Swift compiles for SSE2 unless told; x86-64-v3 is AVX2, every x86 since 2013–15.
  let simd = ["-Xcc", "-march=x86-64-v3"]
#else
  let simd: [String] = []
#endif

/// Numeric loops are optimised in debug builds too: they are 6 to 160 times slower otherwise, and tests run them.
let fast: [SwiftSetting] = [.unsafeFlags(["-O"] + simd)]

let torchFreeTargets: [Target] = [
  .target(name: "Randomness", swiftSettings: fast),
  .target(
    name: "CImageCodecs",
    cSettings: fuzzing ? [.unsafeFlags(["-fsanitize=undefined", "-fno-sanitize-recover=undefined"])] : [],
    linkerSettings: ["png", "jpeg", "tiff", "webp"].map { .linkedLibrary($0) }),
  .target(name: "Imaging", dependencies: ["CImageCodecs"], swiftSettings: fast),
  .target(name: "Physics", dependencies: ["Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "Datasets", dependencies: ["Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "Metrics", dependencies: ["Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "Synthesis", dependencies: ["Physics", "Datasets", "Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "ProductLine", dependencies: ["Datasets", "Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "Realism", dependencies: ["Imaging", "Randomness"], swiftSettings: fast),
  .target(name: "Reporting", dependencies: ["Metrics", "Datasets", "Imaging"]),
  .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
  .testTarget(name: "ImagingTests", dependencies: ["Imaging", "Randomness"], resources: [.copy("Golden")]),
  .testTarget(
    name: "PhysicsTests", dependencies: ["Physics", "Imaging", "Randomness"], resources: [.copy("Golden")]),
  .testTarget(
    name: "DatasetsTests", dependencies: ["Datasets", "Imaging", "Randomness"], resources: [.copy("Golden")]),
  .testTarget(name: "MetricsTests", dependencies: ["Metrics", "Imaging", "Randomness"], resources: [.copy("Golden")]),
  .testTarget(name: "SynthesisTests", dependencies: ["Synthesis", "Physics", "Datasets", "Imaging", "Randomness"]),
  .testTarget(name: "ProductLineTests", dependencies: ["ProductLine", "Datasets", "Imaging"]),
  .testTarget(name: "RealismTests", dependencies: ["Realism", "Imaging", "Randomness"], resources: [.copy("Golden")]),
  .testTarget(name: "ReportingTests", dependencies: ["Reporting", "Metrics", "Datasets", "Imaging", "Randomness"]),
]

/// The fuzzer reads internal declarations, and of `Torch` it takes the parser of headers, which needs no libtorch.
let fuzzingTargets: [Target] = [
  .target(
    name: "SafetensorsHeaders", path: "Sources/Torch",
    sources: ["Files/HeaderParser.swift", "Files/SafetensorsHeader.swift", "Tensors/DType.swift"], swiftSettings: fast),
  .executableTarget(
    name: "blemish-fuzz",
    dependencies: [
      "SafetensorsHeaders", "Reporting", "Synthesis", "Metrics", "Datasets", "Physics", "Imaging", "Randomness",
    ],
    path: "Tests/Fuzzing"),
]

let torchTargets: [Target] = [
  .target(
    name: "CTorch",
    cxxSettings: [
      .unsafeFlags(["-isystem", libtorch + "/include", "-isystem", libtorch + "/include/torch/csrc/api/include"])
    ],
    linkerSettings: [
      .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib"]),
      .linkedLibrary("torch_cpu"), .linkedLibrary("torch"), .linkedLibrary("c10"),
    ]),
  .target(name: "Torch", dependencies: ["CTorch"]),
  .target(name: "Backbones", dependencies: ["Torch"]),
  .target(name: "Experiments", dependencies: ["Imaging", .product(name: "Yams", package: "Yams")]),
  .target(
    name: "Quality",
    dependencies: ["Realism", "Synthesis", "Datasets", "Backbones", "Torch", "Imaging", "Randomness"],
    swiftSettings: fast),
  .target(
    name: "Detection", dependencies: ["Backbones", "Torch", "Datasets", "Metrics", "Imaging", "Randomness"],
    swiftSettings: fast),
  .target(
    name: "Segmentation", dependencies: ["Backbones", "Torch", "Datasets", "Imaging", "Metrics", "Randomness"],
    swiftSettings: fast),
  .target(
    name: "Refinement", dependencies: ["Torch", "Synthesis", "Physics", "Datasets", "Imaging", "Randomness"],
    swiftSettings: fast),
  .target(
    name: "Diffusion",
    dependencies: ["Backbones", "Torch", "Synthesis", "Physics", "Datasets", "Imaging", "Randomness"],
    swiftSettings: fast),
  .executableTarget(
    name: "blemish",
    dependencies: [
      "Detection", "Diffusion", "Segmentation", "Refinement", "Quality", "Realism", "Backbones", "Experiments",
      "Reporting",
      "Synthesis", "ProductLine", "Datasets", "Metrics", "Physics", "Imaging", "Torch", "Randomness",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  .executableTarget(
    name: "blemish-bench",
    dependencies: [
      "Detection", "Diffusion", "Segmentation", "Refinement", "Synthesis", "Physics", "ProductLine", "Datasets",
      "Metrics", "Imaging", "Torch", "Randomness",
    ],
    path: "Benchmarks", exclude: ["python", "plans"]),
  .testTarget(name: "ExperimentsTests", dependencies: ["Experiments"]),
  .testTarget(name: "BackbonesTests", dependencies: ["Backbones", "Torch"], resources: [.copy("Golden")]),
  .testTarget(
    name: "QualityTests",
    dependencies: [
      "Quality", "Synthesis", "ProductLine", "Realism", "Datasets", "Metrics", "Imaging", "Randomness", "Torch",
    ]),
  .testTarget(name: "TorchTests", dependencies: ["Torch"], resources: [.copy("Golden")]),
  .testTarget(
    name: "RefinementTests",
    dependencies: ["Refinement", "Synthesis", "Physics", "Datasets", "Imaging", "Randomness", "Torch"]),
  .testTarget(
    name: "DiffusionTests",
    dependencies: ["Diffusion", "Synthesis", "ProductLine", "Physics", "Datasets", "Imaging", "Randomness", "Torch"]),
  .testTarget(
    name: "DetectionTests",
    dependencies: ["Detection", "Backbones", "Datasets", "Metrics", "Imaging", "Randomness", "Torch"]),
  .testTarget(
    name: "SegmentationTests",
    dependencies: ["Segmentation", "Backbones", "Datasets", "Metrics", "Imaging", "Randomness", "Torch"],
    resources: [.copy("Golden")]),
  .testTarget(
    name: "EndToEndTests", dependencies: ["blemish", "ProductLine", "Datasets", "Metrics", "Imaging", "Torch"]),
]

let libraries =
  ["Randomness", "Imaging", "Physics", "Datasets", "Metrics", "Synthesis", "ProductLine", "Realism", "Reporting"]
  + (torchFree
    ? []
    : ["Torch", "Backbones", "Quality", "Experiments", "Refinement", "Diffusion", "Detection", "Segmentation"])

let package = Package(
  name: "Blemish",
  platforms: [.macOS(.v15)],
  products: libraries.map { .library(name: $0, targets: [$0]) }
    + (torchFree ? [] : [.executable(name: "blemish", targets: ["blemish"])]),
  dependencies: torchFree
    ? []
    : [
      .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
      .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
  targets: torchFreeTargets + (fuzzing ? fuzzingTargets : torchFree ? [] : torchTargets),
  cxxLanguageStandard: .cxx20
)
