import Glibc
import Synchronization
import Testing

@testable import ExecutorKit

/// An executor through the C contract, with a host made of the test.
@Suite struct PluginTests {
    struct Greet: Executor {
        struct Parameters: Decodable { let whom: String }
        struct Result: Encodable { let length: Int }
        struct Trouble: Error, CustomStringConvertible { let description = "no greetings today" }

        static let name = "greet"
        static let version = "1.0.0"
        static let summary = "Greets."
        static let parametersSchema = "{\"type\": \"object\"}"
        static let resultSchema: String? = "{}"

        func run(_ parameters: Parameters, _ context: RunContext) async throws -> ExecutorOutcome<Result> {
            switch parameters.whom {
            case "nobody": throw InstructionRejected("whom: nobody is here")
            case "trouble": throw Trouble()
            case "quitter": throw CancellationError()
            case "fail": return .failed("not today", exitCode: 4, result: Result(length: 0))
            case "wait":
                while !Task.isCancelled { await Task.yield() }
                context.output(context.isCancelled ? "told" : "not told")
                throw CancellationError()
            default: break
            }
            context.output("hello ")
            try await onOwnThread { _ = context.output("\(parameters.whom)\n", to: .stderr) }
            context.progress(done: 1, total: 2, note: context.traceparent)
            return .succeeded(Result(length: parameters.whom.utf8.count), exitCode: 0)
        }
    }

    struct Plain: Executor {
        struct Parameters: Decodable {}
        static let name = "plain"
        static let version = "2"
        static let summary = "Does nothing."
        static let parametersSchema = "{}"
        func run(_ parameters: Parameters, _ context: RunContext) async throws -> ExecutorOutcome<NoResult> { .succeeded }
    }

    /// Comes back to its thread from wherever it has been.
    struct Return: Executor {
        struct Parameters: Decodable {}
        static let name = "return"
        static let version = "1"
        static let summary = "Comes back."
        static let parametersSchema = "{}"

        func run(_ parameters: Parameters, _ context: RunContext) async throws -> ExecutorOutcome<NoResult> {
            let thread = pthread_self()
            try await Task.sleep(for: .nanoseconds(1))
            await Task.detached {}.value
            let own = try await onOwnThread { pthread_self() }
            async let child = pthread_self()
            let isBack = await child == thread && pthread_self() == thread && own != thread
            return isBack ? .succeeded : .failed("on another thread")
        }
    }

    private let plugin = Plugin("test", version: "0.1", executors: [Greet.self, Plain.self, Return.self])

    @Test func theTableSaysWhatTheTypesSay() throws {
        let table = try #require(plugin.table(for: EXECUTOR_PLUGIN_ABI_V1)).pointee
        #expect(table.abi == EXECUTOR_PLUGIN_ABI_V1)
        #expect(String(cString: table.name) == "test")
        #expect(table.executor_count == 3)
        let greet = table.executors[0], plain = table.executors[1]
        #expect(String(cString: greet.name) == "greet")
        #expect(String(cString: greet.version) == "1.0.0")
        #expect(String(cString: greet.summary) == "Greets.")
        #expect(String(cString: greet.parameters_schema) == "{\"type\": \"object\"}")
        #expect(greet.result_schema != nil)
        #expect(plain.result_schema == nil)
    }

    @Test func anotherVersionOfTheContractGetsNothing() {
        #expect(Plugin("test", version: "0.1", executors: [Plain.self]).table(for: 2) == nil)
    }

    @Test func aRunGivesOutputProgressAndResult() async throws {
        let host = FakeHost()
        try await host.run(0, of: plugin, "{\"whom\": \"world\"}")
        #expect(host.said.output == [1: "hello ", 2: "world\n"])
        #expect(host.said.progress == ["1/2 00-trace"])
        #expect(host.said.ends == ["0 exit 0 {\"length\":5} -"])
    }

    @Test(arguments: [
        ("{\"whom\": \"nobody\"}", "3 - - whom: nobody is here"), ("{\"whom\": \"trouble\"}", "1 - - no greetings today"),
        ("{\"whom\": \"quitter\"}", "1 - - CancellationError()"), ("{\"whom\": \"fail\"}", "1 exit 4 {\"length\":0} not today"),
        ("{\"whom\": 1}", "3 - - the parameters cannot be decoded: /whom: a number, which is no String or out of its range"),
        ("{}", "3 - - the parameters cannot be decoded: no member \"whom\""),
        ("{", "3 - - the parameters cannot be decoded: a member's name is missing at byte 1"),
    ])
    func everyEndIsToldOnce(parameters: String, end: String) async throws {
        let host = FakeHost()
        try await host.run(0, of: plugin, parameters)
        #expect(host.said.ends == [end])
    }

    @Test func nothingToTellIsSaidAsNothing() async throws {
        let host = FakeHost()
        try await host.run(1, of: plugin, "{}")
        #expect(host.said.ends == ["0 - - -"])
    }

    @Test func aCancellationReachesTheTask() async throws {
        let host = FakeHost(isCancelled: true)
        try await host.run(0, of: plugin, "{\"whom\": \"wait\"}")
        #expect(host.said.output == [1: "told"])
        #expect(host.said.ends == ["2 - - -"])
        #expect(host.said.isListening == false, "the registration is taken back before the end")
    }

    @Test func aRunHasOneThreadToItself() async throws {
        let host = FakeHost()
        try await host.run(2, of: plugin, "{}")
        #expect(host.said.ends == ["0 - - -"])
    }
}
