import BeckonWire

/// Whom an instruction wants to run as: its parameters' member `user`, else the agent's own user.
///
/// That is a rule for every executor: one that lets an operator choose the account calls that parameter `user`.
package enum RequestedUser: Hashable, Sendable {
    /// - Parameters:
    ///   - name: as the instruction says it, or as the system has it where it says nothing.
    ///   - account: the name that the system has for `uid`; not the same where an account has several names.
    case account(name: String, account: String, uid: UInt32)
    /// A text that is no account of this machine.
    case stranger(String)
    /// Neither a text nor a number.
    case unreadable

    init(of parameters: JSONValue, in surroundings: any PolicySurroundings) {
        switch parameters["user"] {
        case nil, .null: self = .number(surroundings.ownUser, surroundings)
        case .string(let name):
            if let uid = surroundings.uid(ofAccount: name) {
                self = .account(name: name, account: surroundings.account(ofUID: uid) ?? name, uid: uid)
            } else if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let uid = UInt32(name) {
                self = .number(uid, surroundings)
            } else {
                self = .stranger(name)
            }
        case .integer(let number):
            self = UInt32(exactly: number).map { .number($0, surroundings) } ?? .unreadable
        case .bool, .number, .array, .object: self = .unreadable
        }
    }

    private static func number(_ uid: UInt32, _ surroundings: any PolicySurroundings) -> Self {
        let name = surroundings.account(ofUID: uid) ?? String(uid)
        return .account(name: name, account: name, uid: uid)
    }

    /// Another name of an account that is meant is a `maybe`: it is that user, but perhaps with other groups.
    func match(_ pattern: NamePattern, in surroundings: any PolicySurroundings) -> PolicyMatch {
        if pattern.matchesEverything { return .yes }
        switch self {
        case .account(let name, let account, let uid):
            if pattern.matches(name) { return .yes }
            if pattern.matches(account) { return .maybe }
            guard pattern.isExact else { return .no }
            if pattern.text == String(uid) { return .yes }
            return surroundings.uid(ofAccount: pattern.text) == uid ? .maybe : .no
        case .stranger, .unreadable:
            // What the executor makes of it cannot be known here.
            return .maybe
        }
    }
}

extension RequestedUser: CustomStringConvertible {
    package var description: String {
        switch self {
        case .account(let name, _, let uid): name == String(uid) ? name : "\(name) (uid \(uid))"
        case .stranger(let name): "\(name) (no account of this machine)"
        case .unreadable: "of an unknown form"
        }
    }
}
