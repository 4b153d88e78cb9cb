import BeckonWire
import Testing

@Suite struct ProblemTests {
    @Test(arguments: ProblemKind.allCases) func survivesARoundTrip(_ kind: ProblemKind) throws {
        let problem = Problem(
            kind, "t-1 is not here", hint: "look there", retryAfter: 3, members: ["offset": 7, "pointer": "/a"])
        #expect(try WireJSON.decode(Problem.self, from: WireJSON.encode(problem)) == problem)
        let bare = Problem(kind, "d")
        #expect(try WireJSON.decode(Problem.self, from: WireJSON.encode(bare)) == bare)
    }

    @Test func hasTheMembersOfRFC9457() {
        let text = String(decoding: WireJSON.encode(Problem(.notFound, "no t-1", members: ["offset": 1])), as: UTF8.self)
        #expect(
            text
                == #"{"detail":"no t-1","offset":1,"status":404,"title":"There is no such thing","type":"urn:beckon:problem:not-found"}"#
        )
    }

    @Test func membersNeverHideTheStandardOnes() throws {
        let text = WireJSON.encode(Problem(.notFound, "d", members: ["status": 200, "type": "x"]))
        #expect(try WireJSON.decode(Problem.self, from: text).kind == .notFound)
    }

    @Test func typesAndTitlesAreUnique() {
        let all = ProblemKind.allCases
        #expect(Set(all.map(\.uri)).count == all.count)
        #expect(Set(all.map(\.title)).count == all.count)
        for kind in all {
            #expect(ProblemKind(uri: kind.uri) == kind)
            #expect((400..<600).contains(kind.status))
        }
        #expect(ProblemKind(uri: "not-found") == nil)
    }

    @Test func anUnknownTypeIsKnownByItsStatus() throws {
        func kind(_ text: String) throws -> ProblemKind { try WireJSON.decode(Problem.self, from: text.utf8).kind }
        #expect(try kind(#"{"type":"urn:beckon:problem:new","status":404,"detail":"d"}"#) == .notFound)
        #expect(try kind(#"{"type":"about:blank","status":418}"#) == .badRequest)
        #expect(try kind(#"{"status":599}"#) == .internalError)
        #expect(try kind(#"{"status":"x"}"#) == .internalError)
        #expect(try kind("{}") == .internalError)
        #expect(throws: WireError.self) { try kind("[]") }
    }

    @Test func aMessageThatDidNotDecodeNamesTheMember() {
        let problem = Problem(WireError("missing", at: "/capacity"))
        #expect(problem.kind == .badRequest)
        #expect(problem.detail == "/capacity: missing")
        #expect(problem.members == ["pointer": "/capacity"])
    }
}
