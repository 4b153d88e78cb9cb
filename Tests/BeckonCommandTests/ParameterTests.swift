@testable import BeckonCommand
import BeckonWire
import TestSupport
import Testing

@Suite struct ParameterTests {
    private let typing = ParameterTyping(
        executor: "demo",
        schema: [
            "type": "object", "additionalProperties": false,
            "properties": [
                "text": ["type": "string"], "count": ["type": "integer"], "ratio": ["type": "number"],
                "force": ["type": "boolean"],
                "names": ["type": "array", "items": ["type": "string"]],
                "ports": ["type": "array", "items": ["type": "integer"]],
                "env": ["type": "object"], "maybe": ["type": ["string", "null"]], "either": ["type": ["integer", "string"]],
                "free": [:],
            ],
        ])

    private func object(_ arguments: String...) throws -> [String: JSONValue] {
        try typing.object(of: arguments.map { try ParameterArgument($0) })
    }

    @Test(
        arguments: [
            ("text=5", "text", "5"), ("text=a=b", "text", "a=b"), ("text=", "text", ""), ("count=-7", "count", -7),
            ("ratio=1.5", "ratio", 1.5),
            ("ratio=2", "ratio", 2), ("force=true", "force", true), ("names=a", "names", ["a"]),
            ("names=[\"a\",\"b\"]", "names", ["a", "b"]),
            ("names=[x", "names", ["[x"]), ("ports=80", "ports", [80]), ("env={\"A\":\"1\"}", "env", ["A": "1"]),
            ("maybe=null", "maybe", nil),
            ("maybe=nil", "maybe", "nil"), ("either=5", "either", 5), ("either=five", "either", "five"), ("free=5", "free", "5"),
            ("text=@@home", "text", "@home"),
        ] as [(String, String, JSONValue)])
    func valuesGetTheTypeOfTheSchema(_ argument: String, _ key: String, _ value: JSONValue) throws {
        #expect(try object(argument) == [key: value])
    }

    @Test func repeatingMakesAList() throws {
        #expect(try object("names=a", "names=b", "text=x") == ["names": ["a", "b"], "text": "x"])
    }

    @Test(arguments: [
        "count=x", "count=1.5", "count=99999999999999999999", "ratio=inf", "ratio=nan", "force=yes", "env=[1]", "env={",
        "ports=http", "unknown=1",
    ])
    func whatDoesNotFitIsAUsageError(_ argument: String) {
        #expect { try object(argument) } throws: { ($0 as? CommandFailure)?.status == ExitStatus.usage }
    }

    @Test func repeatingWhatIsNoListIsAUsageError() {
        #expect(throws: CommandFailure.self) { try object("text=a", "text=b") }
    }

    @Test func anOpenSchemaTakesAnyNameAsText() throws {
        let typing = ParameterTyping(executor: "open", schema: ["type": "object"])
        #expect(try typing.object(of: [ParameterArgument("anything=1")]) == ["anything": "1"])
    }

    @Test(arguments: ["word", "=value", ""])
    func whatIsNoParameterIsAUsageError(_ text: String) {
        #expect { try ParameterArgument(text) } throws: { ($0 as? CommandFailure)?.status == ExitStatus.usage }
    }

    @Test func aFileIsRead() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("line\n", to: "script")
        #expect(try ParameterArgument("text=@\(path)").value == "line\n")
        #expect(throws: CommandFailure.self) { try ParameterArgument("text=@\(directory.path("missing"))") }
        try directory.write(String(repeating: "x", count: (1 << 20) + 1), to: "large")
        #expect(throws: CommandFailure.self) { try ParameterArgument("text=@\(directory.path("large"))") }
    }
}
