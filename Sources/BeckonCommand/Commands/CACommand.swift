import ArgumentParser

/// `beckon ca`.
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "See and rotate the authorities.",
        discussion: """
            An authority rotates in three steps. prepare makes the next one and has it known; wait until the fleet knows it. activate has it issue \
            from then on. retire ends what the previous one has issued. The authority broker vouches for brokers, subscriber for your machines and \
            operators. Needs the right authorities.manage.
            """,
        subcommands: [CAStatus.self, CAPrepare.self, CAActivate.self, CARetire.self])
}
