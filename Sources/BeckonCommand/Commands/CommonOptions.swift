import ArgumentParser

/// What every command takes.
struct CommonOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(name: .long, help: ArgumentHelp("Where the broker is and who you are.", valueName: "file"))
    var profile: String?

    @Option(name: [.short, .long], help: "text for people, or json: one JSON document a line.")
    var output = Format.text
}
