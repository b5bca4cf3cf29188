import Datasets
import Testing

@Suite struct SettingsDifferenceTests {
  private struct Settings: Encodable {
    struct Head: Encodable { var width = 16 }
    var head = Head()
    var name: String? = "a"
    var list = [1, 2]
  }

  @Test func differencesAreNamed() throws {
    var now = Settings()
    #expect(try SettingsDifference.between(Settings(), now).isEmpty)
    (now.head.width, now.name, now.list) = (32, nil, [2, 1])
    #expect(
      try SettingsDifference.between(Settings(), now) == [
        "head.width: 16 before, 32 now", "list: [1, 2] before, [2, 1] now", "name: a before, not set now",
      ])
  }

  @Test func filesAreComparedByContent() {
    let former = ["a": "1", "b": "2", "c": "3"]
    #expect(SettingsDifference.between(files: former, former).isEmpty)
    #expect(
      SettingsDifference.between(files: former, ["a": "1", "b": "4", "d": "5"]) == [
        "files changed: b", "files added: d", "files missing: c",
      ])
    let many = Dictionary(uniqueKeysWithValues: (1...20).map { ("\($0).png", "x") })
    #expect(
      SettingsDifference.between(files: [:], many) == ["files added: 1.png, 2.png, 3.png, 4.png and 16 more"])
  }
}
