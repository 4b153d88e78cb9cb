/// Why the store did not do what it was asked. Nothing of the step was stored.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// No room on the disk. Nothing is lost; it works again when there is room.
        case full
        /// Shutting down.
        case closed
        /// Written by a later version.
        case newerSchema
        /// A row that no version of this program can have written.
        case corrupt
        case failed
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
