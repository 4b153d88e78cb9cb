import Testing

/// Who may import whom (docs/architecture.md), each rule with its reason.
@Suite struct ImportTests {
    @Test(arguments: RoomRule.all) func roomImportsOnlyTheRoomsItMay(_ rule: RoomRule) {
        for file in House.shipped where rule.covers(file) {
            let strangers = file.imports.intersection(House.rooms).subtracting(rule.mayImport)
                .subtracting([String(file.room.split(separator: "/").last ?? "")])
            #expect(strangers.isEmpty, "\(file) imports \(strangers.sorted()), but \(rule.because)")
        }
    }

    @Test(arguments: ModuleRule.all) func moduleStaysWhereItBelongs(_ rule: ModuleRule) {
        for file in House.shipped where !rule.allows(file) {
            #expect(!file.imports.contains(rule.module), "\(file) imports \(rule.module), but \(rule.because)")
        }
    }

    @Test func everyRoomHasARule() {
        let rooms = House.folders(in: "Sources").map { "Sources/\($0)" }
        let ruled = Set(RoomRule.all.map(\.room))
        #expect(Set(rooms).subtracting(ruled).isEmpty, "rooms without a rule in RoomRule.all")
    }

    @Test func importsAreReadWhateverTheirForm() {
        let text = """
            import A
            @preconcurrency import B
            package import struct C.Thing
            @_exported public import D  // import E
            // import F
            let x = "import G"
            @testable import H
            """
        #expect(SourceFile(path: "x.swift", text: text).imports == ["A", "B", "C", "D", "H"])
    }

    @Test func theHouseIsFound() {
        #expect(House.shipped.contains { $0.path == "Sources/BeckonWire/Bounds.swift" })
        #expect(House.rooms.isSuperset(of: ["BeckonWire", "Shell"]))
    }
}
