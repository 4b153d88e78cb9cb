import ArgumentParser
import BeckonWire

/// What a zero certificate is to be good for.
struct ZeroBoundsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many machines may enrol with it. (default: any number)", valueName: "n"))
    var uses: Int?

    @Option(
        name: .customLong("cidr"),
        help: ArgumentHelp("Only from this network, such as 192.0.2.0/24; may be given more than once.", valueName: "net"))
    var networks: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only machines whose names match this regular expression whole, such as web-[0-9]+.", valueName: "pattern"))
    var names: String?

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("Label each machine that enrols with it; may be given more than once.", valueName: "k=v"))
    var labels: [LabelArgument] = []

    @Flag(help: "Each machine waits until an admin approves it: beckon machine approve.")
    var approve = false

    /// Nil for none.
    var bounds: ZeroBounds? {
        let bounds = ZeroBounds(
            uses: uses, networks: networks.isEmpty ? nil : networks, names: names,
            labels: labels.isEmpty ? nil : Dictionary(labels.map { ($0.key, $0.value) }) { $1 }, approval: approve ? true : nil)
        return bounds == .none ? nil : bounds
    }

    func validate() throws {
        guard Set(labels.map(\.key)).count == labels.count else { throw ValidationError("a label is given twice") }
        do throws(WireError) {
            try bounds?.validate(at: "")
        } catch {
            throw ValidationError(error.message)
        }
    }
}

/// A label as it is typed: `role=web`.
struct LabelArgument: Hashable, ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        (key, value) = (String(parts[0]), String(parts[1]))
    }
}
