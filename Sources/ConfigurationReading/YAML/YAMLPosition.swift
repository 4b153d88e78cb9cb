/// A place in a YAML text.
package struct YAMLPosition: Hashable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in characters.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
