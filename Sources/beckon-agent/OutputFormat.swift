import ArgumentParser

/// `-o`: for people, or one JSON document a line.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
