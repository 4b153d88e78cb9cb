import ArgumentParser

struct SubscriberCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriber",
        abstract: "Make and list the subscribers of a broker.",
        discussion:
            "On the broker's own machine, whether it runs or not: one that runs takes a new subscriber up within seconds.",
        subcommands: [SubscriberCreate.self, SubscriberList.self])
}
