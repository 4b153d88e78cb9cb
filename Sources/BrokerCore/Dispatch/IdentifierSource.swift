package import BeckonWire
import Synchronization

/// Makes ids: from the system's random numbers, or from a test's.
package final class IdentifierSource: Sendable {
    private let random: Mutex<any RandomNumberGenerator & Sendable>

    package init(_ random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.random = Mutex(random)
    }

    package func next<Kind: IdentifierKind>(at time: Timestamp) -> Identifier<Kind> {
        random.withLock { random in
            var opened = random
            defer { random = opened }
            return Self.generate(at: time, using: &opened)
        }
    }

    private static func generate<Kind: IdentifierKind>(
        at time: Timestamp, using random: inout any RandomNumberGenerator & Sendable
    ) -> Identifier<Kind> {
        .generate(at: time, using: &random)
    }
}
