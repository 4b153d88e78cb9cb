import ArgumentParser

/// `--leave-behind PERCENT`: how much of the fleet a step of a rotation may lose.
struct LeaveBehindOption: ParsableArguments {
    @Option(
        name: .customLong("leave-behind"),
        help: ArgumentHelp("How many percent of the live machines may be left behind.", valueName: "percent"))
    var percent: Int?

    func validate() throws {
        if let percent, !(0...100).contains(percent) { throw ValidationError("--leave-behind is 0 to 100") }
    }
}
