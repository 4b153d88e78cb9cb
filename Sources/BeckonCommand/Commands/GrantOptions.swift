import ArgumentParser
import BeckonWire

/// What an operator is to be allowed.
struct GrantOptions: ParsableArguments {
    @Option(help: "viewer sees, operator also runs and cancels, admin also enrols, revokes and names operators.")
    var role: Role

    @Option(
        name: .customLong("where"), help: ArgumentHelp("Only machines whose labels match, such as role=web.", valueName: "query"))
    var query: String?

    @Option(
        name: .customLong("executor"), help: ArgumentHelp("Only this executor; may be given more than once.", valueName: "name"))
    var executors: [String] = []

    var grant: OperatorGrant {
        OperatorGrant(role: role, where: query, executors: executors.isEmpty ? nil : executors)
    }

    func validate() throws {
        do throws(WireError) {
            try grant.validate(at: "")
        } catch {
            throw ValidationError("\(error)")
        }
    }
}

extension Role: ExpressibleByArgument {}
