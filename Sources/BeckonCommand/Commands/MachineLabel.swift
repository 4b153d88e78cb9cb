import ArgumentParser
import BeckonWire

/// `beckon machine label M k=v… k-`.
struct MachineLabel: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Set and remove labels of a machine.",
        discussion: "beckon machine label web-01 role=web env=prod old-    # old- removes the label old")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name or id.")
    var machine: String

    @Argument(help: ArgumentHelp("KEY=VALUE sets a label, KEY- removes one.", valueName: "label"))
    var labels: [String]

    func validate() throws { _ = try changes() }

    func run(_ session: Session) async throws {
        let view: MachineView = try await session.client.patch(
            "/v1/machines/" + MachineArgument(machine).text, MachineChangeRequest(labels: try changes()))
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            let text = view.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            try await session.console.line("machine \(view.name): \(text.isEmpty ? "no labels" : text.joined(separator: " "))")
        }
    }

    private func changes() throws -> [String: String?] {
        var changes: [String: String?] = [:]
        for label in labels {
            let (key, value) = try change(label)
            guard changes.updateValue(value, forKey: key) == nil else {
                throw ValidationError("the label \(key) is named twice")
            }
        }
        return changes
    }

    private func change(_ label: String) throws -> (key: String, value: String?) {
        let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || label.hasSuffix("-") else {
            throw ValidationError("\"\(label)\" is neither KEY=VALUE nor KEY-")
        }
        let (key, value) = parts.count == 2 ? (parts[0], parts[1]) : (String(label.dropLast()), nil)
        do throws(WireError) {
            try Labels.check([key: value ?? "-"], at: "")
        } catch {
            throw ValidationError("\"\(label)\": \(error.message)")
        }
        return (key, value)
    }
}
