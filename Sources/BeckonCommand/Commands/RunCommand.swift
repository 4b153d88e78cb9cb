import ArgumentParser
import BeckonWire

/// `beckon run`: sends an instruction and shows what becomes of it.
struct RunCommand: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an instruction on machines and show their output as it comes.",
        usage:
            "beckon run (--on M[,M]... | --where QUERY) [--timeout 60s] [--expires 1h] [--detach] EXECUTOR [KEY=VALUE]... [-- WORD...]",
        discussion: """
            Parameters get their types from the executor's schema (beckon executor show EXECUTOR). KEY=@FILE reads a file, KEY=@@TEXT
            is a text that begins with @, and a list is given as JSON or by repeating KEY.

            Words after -- become the parameter "argv", exactly as they are: no shell reads them. So for the executor shell,
              beckon run --on web-01 shell -- uname -a
              beckon run --on web-01,web-02 shell command='df -h | tail -1'
            run a program with its arguments, and a line for /bin/sh.

            With --where the targets are the machines that match when the request arrives; `beckon machine list --where QUERY` shows which.

            With one target its output passes unchanged; with more, each line begins with its machine's name. Ctrl-C stops watching,
            not the transaction.

            \(ExitStatus.help)
            """)

    @OptionGroup var common: CommonOptions

    @Option(name: .customLong("on"), help: ArgumentHelp("Machines, by name or id, separated by commas.", valueName: "m,m..."))
    var machines: [String] = []

    @OptionGroup var selection: WhereOption

    @Option(help: ArgumentHelp("How long each machine may spend on it.", valueName: "duration"))
    var timeout: CommandDuration?

    @Option(help: ArgumentHelp("How long it waits for a machine that is away.", valueName: "duration"))
    var expires: CommandDuration?

    @Flag(help: "Print the transaction's id and do not wait.")
    var detach = false

    @Option(name: .customLong(CommandWords.option), help: .hidden, transform: CommandWords.unfolded)
    var words: [String] = []

    @Argument(help: "What performs it.")
    var executor: String

    @Argument(help: ArgumentHelp("KEY=VALUE", valueName: "parameter"))
    var parameters: [String] = []

    func validate() throws {
        if targets.isEmpty, selection.query == nil {
            throw ValidationError("say which machines: name them with --on, or --where QUERY")
        }
        if !Name.isExecutor(executor) { throw ValidationError("\"\(executor)\" is not the name of an executor") }
    }

    func run(_ session: Session) async throws {
        let request = SubmitRequest(
            subscriber: session.profile.subscriber,
            targets: .init(machines: targets.isEmpty ? nil : targets, where: selection.query),
            instruction: Instruction(executor: executor, parameters: .object(try await object(session.client))),
            timeout: timeout?.seconds ?? 60, expires: expires?.seconds ?? 3600)
        do throws(WireError) {
            try request.validate()
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let response = try await Submission(client: session.client, environment: session.environment).submit(request)
        if detach { return try await printID(response, session.console) }

        let watch = TransactionWatch(session: session, transaction: response.transaction, format: common.output)
        try await watch.run(targets: response.deliveries)
    }

    private var targets: [String] { machines.flatMap { $0.split(separator: ",").map(String.init) } }

    /// The schema is asked for only where there is a value to be typed by it.
    private func object(_ client: OperatorClient) async throws -> [String: JSONValue] {
        let arguments = try parameters.map { try ParameterArgument($0) }
        var object: [String: JSONValue] = [:]
        if !arguments.isEmpty {
            let schema = try await ExecutorLookup(client: client).mostCommon(executor).parameters
            object = try ParameterTyping(executor: executor, schema: schema).object(of: arguments)
        }
        if !words.isEmpty {
            guard object["argv"] == nil else { throw CommandFailure.usage("argv is given, and so are words after --") }
            object["argv"] = .array(words.map { .string($0) })
        }
        return object
    }

    private func printID(_ response: SubmitResponse, _ console: Console) async throws {
        switch common.output {
        case .text: try await console.line("\(response.transaction)")
        case .json: try await console.json(response)
        }
    }
}
