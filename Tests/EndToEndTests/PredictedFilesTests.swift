import Foundation
import Imaging
import Testing

extension EndToEnd {
  /// `blemish predict` on what folders are like: nothing costs another photograph its row, its name or its pictures.
  @Suite struct PredictedFilesTests {
    /// A row of predictions.csv.
    struct Row: Equatable {
      let path, score, decision, reason: String

      init(_ line: Substring) {
        let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        // A reason may have commas; the percentile stands behind it.
        (path, score, decision) = (parts[0], parts[1], parts[2])
        reason = parts[3..<parts.count - 1].joined(separator: ",")
      }
    }

    private static func predict(_ named: [URL], to out: URL, _ options: String...) throws -> (Program.Result, [Row]) {
      let command = ["predict", try Fixture.model().path] + named.map(\.path) + ["--out", out.path, "--quiet"]
      let result = try Program.run(command + options)
      let table = out.appendingPathComponent("predictions.csv")
      guard Files.exists(table) else { return (result, []) }
      return (result, try Files.text(table).split(separator: "\n").dropFirst().map(Row.init))
    }

    /// A good photograph of the fixture, and one with a defect that is found.
    private static func good() throws -> Data { try photograph("test/good/000.png") }
    private static func photograph(_ path: String) throws -> Data {
      try Data(contentsOf: Fixture.dataset().appendingPathComponent(path))
    }

    private static func put(_ data: Data, _ url: URL) throws {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url)
    }

    @Test func damagedFilesCostNobodyElseTheResult() throws {
      let folder = try TemporaryFolder()
      let data = folder["data"]
      for name in ["0.png", "1.png", "2.png", "sub/3.png"] {
        try Self.put(Self.good(), data.appendingPathComponent(name))
      }
      try Files.truncate(data.appendingPathComponent("1.png"))
      try Self.put(Data(), data.appendingPathComponent("4.jpg"))
      try Self.put(Data("II*\u{0}".utf8), data.appendingPathComponent("5.tiff"))
      let (result, rows) = try Self.predict([data], to: folder["out"])
      #expect(result.status == 1)
      #expect(rows.map(\.path) == ["0.png", "1.png", "2.png", "4.jpg", "5.tiff", "sub/3.png"])
      #expect(rows.map(\.decision) == ["good", "error", "good", "error", "error", "good"])
      #expect(rows[0].score == rows[2].score && rows[0].score == rows[5].score && rows[0].reason.isEmpty)
      #expect(rows[1].score.isEmpty && rows[1].reason.contains("truncated"))
      #expect(result.errors.contains("not judged: 1.png: damaged image"))
      #expect(result.output.hasSuffix("3 judged, 0 rejected, 3 unreadable\n"))
      let pictures = try Files.below(folder["out"]).filter { $0.hasPrefix("masks/") }
      #expect(pictures == ["masks/0.png", "masks/2.png", "masks/sub/3.png"])
    }

    @Test(arguments: [("error", 1, 0), ("anomalous", 1, 2), ("never", 0, 0)])
    func exitCodesSayWhatWasAskedFor(_ failOn: String, _ withBroken: Int32, _ withRejected: Int32) throws {
      let folder = try TemporaryFolder()
      // What was cut in half is rejected for sure.
      var defective = try Image.read(Fixture.dataset().appendingPathComponent("test/good/000.png"))
      for i in defective.pixels.indices where i % defective.area > defective.area / 2 { defective.pixels[i] = 1 }
      try Self.put(defective.pngData(), folder["bad/x.png"])
      try Self.put(Data("no picture".utf8), folder["broken/x.png"])
      let (broken, _) = try Self.predict([folder["broken"]], to: folder["1"], "--fail-on", failOn)
      #expect(broken.status == withBroken)
      let (rejected, rows) = try Self.predict([folder["bad"]], to: folder["2"], "--fail-on", failOn)
      #expect(rows.map(\.decision) == ["anomalous"])
      #expect(rejected.status == withRejected, "\(rejected.errors)")
      #expect(rejected.output.hasSuffix("1 judged, 1 rejected, 0 unreadable\n"))
    }

    @Test func noResultTakesThePlaceOfAnother() throws {
      let folder = try TemporaryFolder()
      let names = ["a.jpg", "a.png", "a.png.bmp", "a-2.png", "sub/a.png", "b.png/c.png", "b.jpg"]
      for (index, name) in names.enumerated() {
        // Each is of its own size, by which its mask is known again.
        let image = try Image.decode(Self.good()).resized(width: 64 + index, height: 64)
        try Self.put(image.pngData(), folder["data/\(name)"])
      }
      let (result, rows) = try Self.predict([folder["data"]], to: folder["out"])
      try #require(result.status == 0, "\(result.errors)")
      #expect(Set(rows.map(\.path)) == Set(names) && rows.count == names.count)
      struct Answer: Decodable { let path, mask, overlay: String }
      let answers = try JSONDecoder().decode([Answer].self, from: Data(contentsOf: folder["out/regions.json"]))
      #expect(Set(answers.map { $0.mask.lowercased() }).count == names.count)
      for answer in answers {
        let width = 64 + (try #require(names.firstIndex(of: answer.path)))
        #expect(try ImageHeader.read(folder["out/\(answer.mask)"]).width == width, "\(answer.path)")
        #expect(try ImageHeader.read(folder["out/\(answer.overlay)"]).width == width, "\(answer.path)")
      }
    }

    @Test func foldersOfManyKindsAreWalked() throws {
      let folder = try TemporaryFolder()
      let data = folder["data"]
      for name in ["0.png", "1.jfif", "2", ".hidden/3.png", "@eaDir/0.png/thumb.png", "4.png/5.png", ".6.png"] {
        try Self.put(Self.good(), data.appendingPathComponent(name))
      }
      try Self.put(Data("dates".utf8), data.appendingPathComponent("notes.txt"))
      let manager = FileManager.default
      try manager.createSymbolicLink(at: data.appendingPathComponent("loop"), withDestinationURL: data)
      try manager.createSymbolicLink(at: data.appendingPathComponent("7.png"), withDestinationURL: folder["nowhere"])
      #expect(mkfifo(data.appendingPathComponent("8.png").path, 0o600) == 0)
      try manager.createSymbolicLink(at: folder["link"], withDestinationURL: data)
      let (result, rows) = try Self.predict([folder["link"]], to: folder["out"])
      #expect(result.status == 1)
      #expect(rows.map(\.path) == ["0.png", "1.jfif", "2", "4.png/5.png", "7.png"])
      #expect(rows.map(\.decision) == ["good", "good", "good", "good", "error"])
    }

    /// Names of other systems, whose bytes are no text here.
    @Test func aNameThatIsNoTextIsNamed() throws {
      let folder = try TemporaryFolder()
      try Self.put(Self.good(), folder["data/0.png"])
      let made = try Program.shell(#"cp "$2/0.png" "$2/$(printf 'k\366rper.png')""#, [folder["data"].path])
      guard made.status == 0 else { return }  // A file system that takes no such names has no such files.
      let (result, rows) = try Self.predict([folder["data"]], to: folder["out"])
      #expect(result.status == 1)
      #expect(rows.map(\.path) == ["0.png", #"k\xF6rper.png"#] && rows.map(\.decision) == ["good", "error"])
      #expect(rows[1].reason == "its name is not UTF-8; rename it")
    }

    @Test func pathsLeadToTheFiles() throws {
      let folder = try TemporaryFolder()
      for name in ["a/0.png", "b/0.png", "b/c/1.png"] { try Self.put(Self.good(), folder["data/\(name)"]) }
      let named = ["data/a", "data/b", "data/b/c", "data/b/0.png", "data/lost.png"].map { folder[$0] }
      let (result, rows) = try Self.predict(named, to: folder["out"])
      #expect(result.status == 1)
      #expect(rows.map(\.path) == ["a/0.png", "b/0.png", "b/c/1.png", "lost.png"])
      #expect(rows[3].reason == "there is no such file or folder")
      let (_, one) = try Self.predict([folder["data/b/0.png"]], to: folder["one"])
      #expect(one.map(\.path) == ["0.png"])
    }

    @Test func resultsOfAnEarlierRunAreGone() throws {
      let folder = try TemporaryFolder()
      for name in ["0.png", "sub/1.png"] { try Self.put(Self.good(), folder["data/\(name)"]) }
      #expect(try Self.predict([folder["data"]], to: folder["out"]).0.status == 0)
      try FileManager.default.removeItem(at: folder["data/sub"])
      try Self.put(Data("mine".utf8), folder["out/masks/notes.txt"])
      try Self.put(Data(), folder["out/.x1y2.partial"])
      #expect(try Self.predict([folder["data"]], to: folder["out"]).0.status == 0)
      #expect(
        try Files.below(folder["out"]) == [
          "masks/0.png", "masks/notes.txt", "overlays/0.jpg", "predict.json", "predictions.csv", "regions.csv",
          "regions.json",
        ])
      #expect(try Self.predict([folder["data"]], to: folder["out"], "--scores-only").0.status == 0)
      #expect(try Files.below(folder["out"]) == ["masks/notes.txt", "predict.json", "predictions.csv"])
    }

    @Test(arguments: ["predictions.csv", "masks/000.png"]) func whatOthersHaveWrittenStays(_ path: String) throws {
      let folder = try TemporaryFolder()
      try Self.put(Self.good(), folder["data/0.png"])
      try Self.put(Data("kept".utf8), folder["out/\(path)"])
      let (result, _) = try Self.predict([folder["data"]], to: folder["out"])
      #expect(result.status == 1)
      #expect(
        result.errors.contains("which `blemish predict` has not written; choose another --out"), "\(result.errors)")
      #expect(try Files.below(folder["out"]) == [path] && Files.text(folder["out/\(path)"]) == "kept")
    }

    @Test func aFolderWithoutPhotographsIsNamed() throws {
      let folder = try TemporaryFolder()
      try Self.put(Data("dates".utf8), folder["data/notes.txt"])
      let (result, _) = try Self.predict([folder["data"]], to: folder["out"])
      #expect(result.status == 1 && result.errors.contains("data: no photographs in it"), "\(result.errors)")
    }
  }
}
