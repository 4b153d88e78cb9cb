import ArgumentParser
import BeckonWire

/// `--where QUERY`: machines by their labels and facts.
struct WhereOption: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("Machines whose labels match, such as role=web,env!=dev; facts as fact.os=linux.", valueName: "query"))
    var query: String?

    func validate() throws {
        guard let query else { return }
        do throws(WireError) {
            _ = try LabelQuery(query)
        } catch {
            throw ValidationError("--where: \(error.message)")
        }
    }
}
