/// A file's text as it may stand in a message: in quotes, without control characters, cut.
package func quoted(_ text: String) -> String {
    let limit = 64
    var quoted = "\""
    for scalar in text.unicodeScalars.prefix(limit) {
        if scalar.properties.generalCategory == .control {
            quoted += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + (text.unicodeScalars.count > limit ? "…\"" : "\"")
}
