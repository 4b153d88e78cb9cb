import Testing

/// How sources are written.
@Suite struct SourceTests {
    @Test func filesAreShort() {
        for file in House.sources {
            #expect(file.lines.count <= 400, "\(file) has \(file.lines.count) lines: split it by aspect")
        }
    }

    @Test func nothingIsForced() {
        for (file, number, line) in Self.swiftLines where line.contains("try" + "!") {
            Issue.record("\(file):\(number) traps on an error: handle it")
        }
    }

    /// Whoever promises more than the compiler can see, proves it on the line before.
    @Test func uncheckedSendableIsArgued() {
        for file in House.sources where file.path.hasSuffix(".swift") {
            for (index, line) in file.lines.enumerated() where Self.code(line).contains("@unchecked" + " Sendable") {
                let before = index > 0 ? Self.trimmed(file.lines[index - 1]) : ""
                #expect(before.hasPrefix("//"), "\(file):\(index + 1) needs a comment before it that says why it is safe")
            }
        }
    }

    /// Such names say nothing of what a thing is for, and gather what belongs elsewhere.
    @Test func namesSayWhatThingsAreFor() {
        let empty = ["Util", "Utils", "Utilities", "Helper", "Helpers", "Manager"]
        for file in House.sources {
            #expect(!empty.contains(where: file.name.hasSuffix), "\(file) has a name that says nothing")
            for declared in Self.declarations(in: file) {
                #expect(!empty.contains(where: declared.name.hasSuffix), "\(file):\(declared.line) \(declared.name) says nothing")
            }
        }
    }

    /// The first sentence that a newcomer reads of a type says what it is. A nested one may lean on the type around it.
    @Test func typesThatOthersUseAreDocumented() {
        for file in House.shipped {
            for declared in Self.declarations(in: file) where declared.isShared && !declared.isNested {
                #expect(declared.isDocumented, "\(file):\(declared.line) \(declared.name) has no doc comment")
            }
        }
    }

    @Test func everyTargetHasSources() throws {
        for folder in ["Sources", "Plugins", "Tests"] {
            for room in House.folders(in: folder) {
                #expect(!House.files(under: "\(folder)/\(room)").isEmpty, "\(folder)/\(room) is empty")
            }
        }
        for file in House.sources { #expect(file.name.lowercased() != "stub", "\(file) is left over") }
    }
}

extension SourceTests {
    /// A type as its declaration's line tells of it.
    struct Declaration {
        let name: String
        let line: Int
        /// `public` or `package`.
        let isShared: Bool
        let isNested: Bool
        let isDocumented: Bool
    }

    static func declarations(in file: SourceFile) -> [Declaration] {
        guard file.path.hasSuffix(".swift") else { return [] }
        return file.lines.indices.compactMap { index in
            let words = code(file.lines[index]).split(separator: " ")
            let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol"]
            let modifiers: Set<Substring> = [
                "public", "package", "private", "fileprivate", "internal", "final", "indirect", "open",
            ]
            guard let kind = words.firstIndex(where: kinds.contains), kind + 1 < words.count,
                words[..<kind].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") })
            else { return nil }
            return Declaration(
                name: String(words[kind + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }), line: index + 1,
                isShared: words[..<kind].contains { $0 == "public" || $0 == "package" },
                isNested: file.lines[index].hasPrefix(" "), isDocumented: isDocumented(index, in: file))
        }
    }

    /// Attributes may stand between the comment and the declaration.
    private static func isDocumented(_ index: Int, in file: SourceFile) -> Bool {
        let before = file.lines[..<index].reversed().first { !trimmed($0).hasPrefix("@") }
        return before.map { trimmed($0).hasPrefix("///") } ?? false
    }

    private static var swiftLines: [(file: SourceFile, number: Int, line: Substring)] {
        House.sources.filter { $0.path.hasSuffix(".swift") }.flatMap { file in
            file.lines.enumerated().map { (file, $0.offset + 1, code($0.element)) }
        }
    }

    /// A line without its comment.
    private static func code(_ line: Substring) -> Substring {
        line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line
    }

    private static func trimmed(_ line: Substring) -> Substring { line.drop { $0 == " " } }
}
