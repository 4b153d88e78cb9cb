package import BeckonWire

/// What a request's certificate and its machine's state say about the request. Pure; docs/architecture.md has it as a table.
enum MachineVerdict: Hashable, Sendable {
    case admitted
    /// The certificate that a renewal issued is used for the first time: it takes its place, and then the request is judged again.
    case promotion
    /// Two have this identity.
    case cloned(reason: String)
    case refused(Problem)

    /// Seconds that a connection of the certificate before gets to end what it does.
    static let overlap = 300

    init(
        _ machine: KnownMachine, _ caller: MachineCaller, _ access: MachineAccess, at now: Timestamp, grace: Int
    ) {
        let identity = machine.identity
        if let refusal = machine.refusal, identity.state != .quarantined {
            self = .refused(refusal)
        } else if caller.isExpired(at: now), now >= caller.expiresAt.adding(seconds: grace) {
            self = .refused(caller.expired(hint: "it can be renewed no more: enrol the machine again"))
        } else if caller.serial == identity.previousSerial, let replacedAt = identity.firstUsedAt {
            self =
                Self.replaced(at: replacedAt, caller, access, identity, at: now)
                ?? Self.timely(machine, caller, access, at: now)
        } else if caller.serial == identity.serial || caller.serial == identity.nextSerial {
            self = Self.timely(machine, caller, access, at: now)
        } else {
            self = .refused(
                Problem(
                    .wrongCertificate,
                    "certificate \(caller.serial) of machine \(machine.name) (\(machine.id)) is not in force",
                    hint: "it is an older copy of the machine's identity, or was replaced before it was used. To take this "
                        + "machine back: beckon machine reidentify \(machine.name), then enrol it again"))
        }
    }

    /// The certificate was good until another took its place. Nil where the request may be judged as any other.
    private static func replaced(
        at replacedAt: Timestamp, _ caller: MachineCaller, _ access: MachineAccess, _ identity: KnownMachine.Identity,
        at now: Timestamp
    ) -> MachineVerdict? {
        if caller.connectedAt > replacedAt {
            guard identity.state == .active else { return nil }
            let place = caller.address.map { " from \($0)" } ?? ""
            return .cloned(
                reason: "certificate \(caller.serial), which was replaced at \(replacedAt), was used\(place) at \(now)")
        }
        guard access != .renewal, now < replacedAt.adding(seconds: overlap) else {
            return .refused(
                Problem(
                    .certificateExpired, "certificate \(caller.serial) of \(caller.machine) was replaced at \(replacedAt)",
                    hint: "connect with the one that took its place"))
        }
        return nil
    }

    private static func timely(
        _ machine: KnownMachine, _ caller: MachineCaller, _ access: MachineAccess, at now: Timestamp
    ) -> MachineVerdict {
        if caller.isExpired(at: now), access != .renewal {
            return .refused(caller.expired(hint: "POST /v1/certificate renews it, and nothing else is open to it"))
        }
        if let refusal = machine.refusal, !access.isOpenInQuarantine { return .refused(refusal) }
        return caller.serial == machine.identity.nextSerial ? .promotion : .admitted
    }
}

extension MachineCaller {
    fileprivate func expired(hint: String) -> Problem {
        Problem(.certificateExpired, "the certificate of \(machine) expired at \(expiresAt)", hint: hint)
    }
}
