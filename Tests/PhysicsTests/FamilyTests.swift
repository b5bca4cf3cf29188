import Physics
import Testing

/// What programs and people are told of the families.
@Suite struct FamilyTests {
  @Test func groupsPartTheFamilies() {
    #expect(DefectFamily.Group.all.families == DefectFamily.allCases)
    #expect(DefectFamily.Group.standard.families == DefectFamily.standard)
    let (procedural, pde) = (DefectFamily.Group.procedural.families, DefectFamily.Group.pde.families)
    #expect(Set(procedural).isDisjoint(with: pde))
    #expect(Set(procedural + pde) == Set(DefectFamily.allCases))
  }

  @Test(arguments: DefectFamily.allCases)
  func cardsSayOneLineEach(_ family: DefectFamily) {
    let card = family.card
    for text in [card.title, card.mechanism, card.equation] { #expect(!text.isEmpty && !text.contains("\n")) }
    #expect(card.mechanism.hasSuffix("."))
  }

  @Test func titlesAreUnique() {
    #expect(Set(DefectFamily.allCases.map(\.card.title)).count == DefectFamily.allCases.count)
  }

  @Test(arguments: DefectFamily.allCases)
  func modelsBelongToTheirFamily(_ family: DefectFamily) {
    #expect(family.model.family == family)
    let notes = family.model.parameterNotes
    #expect(!notes.isEmpty && Set(notes.map(\.name)).count == notes.count)
    #expect(notes.allSatisfy { !$0.meaning.isEmpty })
  }
}
