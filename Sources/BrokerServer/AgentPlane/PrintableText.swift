/// A stranger's text as it may stand in a log or a message: one line of printable characters, cut after 200.
struct PrintableText: CustomStringConvertible {
    let description: String

    init(_ text: some StringProtocol) {
        var printable = ""
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                printable += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                printable.unicodeScalars.append(scalar)
            }
        }
        description = printable + (text.unicodeScalars.count > 200 ? "…" : "")
    }
}
