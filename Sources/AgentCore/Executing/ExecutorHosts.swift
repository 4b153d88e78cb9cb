package import BeckonWire

/// What runs instructions: the plugins that were found, each in a process of its own.
///
/// Implemented by `ExecutorHosting`, and by a fake in the tests.
package protocol ExecutorHosts: Sendable {
    /// What the plugins registered, in order of name. Settled before the first call.
    var catalogue: ExecutorCatalogue { get }

    /// Runs one instruction to its end and says how it ended.
    ///
    /// The parameters have been checked against the executor's schema. Returns only when no process of the instruction is
    /// left. Cancelling the calling task cancels the instruction: it ends as `cancelled`, by force after a grace.
    func run(_ order: RunOrder, observer: any RunObserver) async -> RunResult

    /// Kills what an earlier life of the agent left running, and returns when it is gone.
    func sweep(_ leftovers: [HostProcess]) async
}

/// One instruction to be run now.
package struct RunOrder: Hashable, Sendable {
    package let transaction: TransactionID
    package let attempt: Int
    package let instruction: Instruction
    /// Seconds after which it is killed and ends as `timed-out`.
    package let timeout: Int
    package let traceparent: String?

    package init(transaction: TransactionID, attempt: Int, instruction: Instruction, timeout: Int, traceparent: String?) {
        self.transaction = transaction
        self.attempt = attempt
        self.instruction = instruction
        self.timeout = timeout
        self.traceparent = traceparent
    }
}

/// Hears of a run while it runs.
package protocol RunObserver: Sendable {
    /// A host is to have the order, and nothing of it has run yet. When this returns, what it needed to write is written. Called
    /// again with another host where the one before died without having taken it.
    func willStart(in host: HostProcess) async
    /// Octets that the instruction wrote. Does not return while the spool is full, which in the end blocks the writer.
    func output(_ octets: [UInt8], to stream: OutputStream) async
    func progress(_ progress: Progress) async
}

/// How a run ended, without the output.
package struct RunResult: Hashable, Sendable {
    package let outcome: Outcome
    package let exitCode: Int?
    package let result: JSONValue?
    package let message: String?

    package init(outcome: Outcome, exitCode: Int? = nil, result: JSONValue? = nil, message: String? = nil) {
        self.outcome = outcome
        self.exitCode = exitCode
        self.result = result
        self.message = message
    }
}

/// A host process in terms that outlast the agent: enough to find it and all that it started, and nothing else.
package struct HostProcess: Hashable, Codable, Sendable {
    package let pid: Int32
    /// Field 22 of /proc/PID/stat: clock ticks after boot. With the pid it names one process for good.
    package let startTime: UInt64
    /// Random; in the environment of the host and of everything that it starts, as `BECKON_HOST`.
    package let token: String

    package init(pid: Int32, startTime: UInt64, token: String) {
        self.pid = pid
        self.startTime = startTime
        self.token = token
    }
}
