import ArgumentParser
import BeckonIdentity
import BeckonWire
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// A fleet in one process: many machines that enrol and then only park their second request. For benchmarks.
@main
struct BeckonSwarm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beckon-swarm",
        abstract: "Simulates a fleet: enrols many machines and keeps one parked availability request of each.",
        discussion: """
            Prints one JSON document a line: when all are enrolled, and when all are parked. Then does what standard input says, a word a \
            line, and says when it is done: renew (a new key and certificate for each machine), reconnect (drop every connection and \
            have all parked again, all at once). Ends with standard input. The machines never fetch anything: give them no instructions.
            """)

    @Option(help: "The zero certificate to enrol with.")
    var zero: String

    @Option(help: "How many machines.")
    var agents = 2000

    @Option(help: "The first part of the machines' names.")
    var prefix = "swarm"

    @Option(help: "How many enrol or connect at the same time.")
    var atOnce = 32

    func run() async throws {
        let file = try ZeroFile(text: String(decoding: DurableFile.readSecret(zero), as: UTF8.self))
        guard let broker = file.brokers.first.flatMap(BrokerAddress.init) else {
            throw ValidationError("\(zero) names no broker as https://HOST:PORT")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let fleet = Fleet(broker: broker, zero: file, prefix: prefix, group: group)
        var machines = try await Progress.timed("enrolled") { try await fleet.enroll(agents, atOnce: atOnce) }
        var parked = try await Progress.timed("parked") { try await fleet.park(machines, atOnce: atOnce) }
        while let word = readLine() {
            switch word {
            case "renew":
                machines = try await Progress.timed("renewed") { [machines] in try await fleet.renew(machines, atOnce: atOnce) }
            case "reconnect":
                for connection in parked { connection.close() }
                parked = try await Progress.timed("reconnected") { [machines] in
                    try await fleet.park(machines, atOnce: machines.count)
                }
            default: throw ValidationError("\(word) is neither renew nor reconnect")
            }
        }
        for connection in parked { connection.close() }
        try await group.shutdownGracefully()
    }
}

/// Where the broker is.
struct BrokerAddress: Sendable {
    let host: String
    let port: Int

    init?(_ url: String) {
        guard let url = URL(string: url), url.scheme == "https", let host = url.host(), let port = url.port else { return nil }
        self.host = host
        self.port = port
    }
}

/// What the swarm says on standard output.
enum Progress {
    private struct Line: Encodable {
        let step: String
        let count: Int
        let seconds: Double
    }

    static func timed<Element>(_ step: String, _ work: () async throws -> [Element]) async rethrows -> [Element] {
        let start = ContinuousClock.now
        let made = try await work()
        let line = Line(step: step, count: made.count, seconds: (ContinuousClock.now - start) / .seconds(1))
        FileDescriptorOutput.printLine(WireJSON.encode(line))
        return made
    }
}
