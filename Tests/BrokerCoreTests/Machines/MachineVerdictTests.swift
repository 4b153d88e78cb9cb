import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Testing

/// The table of docs/architecture.md, row by row.
@Suite("What a certificate and a machine's state say of a request")
struct MachineVerdictTests {
    private let now = Records.noon.adding(seconds: 3600)
    private let grace = 100_000

    private enum Shown { case inForce, next, previous, older }

    /// A machine whose certificate took the place of another half an hour ago.
    private func verdict(
        _ shown: Shown = .inForce, _ access: MachineAccess = .availability, state: MachineState = .active,
        connected: Int = 3000, expires: Int = 86_400, at seconds: Int = 3600
    ) -> MachineVerdict {
        var record = Records.machine(1)
        record.previous = MachineCertificate.Retired(serial: "previous", keyFingerprint: "key-0")
        record.certificate?.firstUsedAt = Records.noon.adding(seconds: 1800)
        record.next = Records.certificate(2)
        record.state = state
        let serial: String =
            switch shown {
            case .inForce: "01"
            case .next: "02"
            case .previous: "previous"
            case .older: "older"
            }
        let caller = MachineCaller(
            machine: record.id, subscriber: "acme", serial: serial, keyFingerprint: "key",
            expiresAt: Records.noon.adding(seconds: expires), connectedAt: Records.noon.adding(seconds: connected),
            connection: 1, address: "192.0.2.7")
        return MachineVerdict(
            KnownMachine(record, open: []), caller, access, at: Records.noon.adding(seconds: seconds), grace: grace)
    }

    @Test(arguments: MachineAccess.allCases) func theCertificateInForceOpensEverything(_ access: MachineAccess) {
        #expect(verdict(.inForce, access) == .admitted)
    }

    @Test(arguments: MachineAccess.allCases) func theNextOneTakesItsPlaceFirst(_ access: MachineAccess) {
        #expect(verdict(.next, access) == .promotion)
    }

    @Test(arguments: MachineAccess.allCases) func theOneBeforeOnANewConnectionIsACopy(_ access: MachineAccess) {
        guard case .cloned(let reason) = verdict(.previous, access, connected: 1801) else {
            Issue.record("not seen as a copy")
            return
        }
        #expect(reason.contains("previous") && reason.contains("192.0.2.7"))
        // An old disk is put to work again when its certificate has long expired.
        #expect(verdict(.previous, access, connected: 1801, expires: 2000).isClone)
    }

    @Test func theOneBeforeOnAnOldConnectionEndsWhatItDoes() {
        for access in MachineAccess.allCases where access != .renewal {
            #expect(verdict(.previous, access, connected: 1800, at: 1801) == .admitted)
            #expect(verdict(.previous, access, connected: 1000, at: 1800 + 299) == .admitted)
            #expect(verdict(.previous, access, connected: 1000, at: 1800 + 300).refusal == .certificateExpired)
        }
        #expect(verdict(.previous, .renewal, connected: 1000, at: 1801).refusal == .certificateExpired)
    }

    @Test(arguments: MachineAccess.allCases) func anyOtherIsRefused(_ access: MachineAccess) {
        #expect(verdict(.older, access).refusal == .wrongCertificate)
    }

    @Test func anExpiredOneReachesItsRenewalWithinTheGrace() {
        for access in MachineAccess.allCases {
            let expected: ProblemKind? = access == .renewal ? nil : .certificateExpired
            #expect(verdict(.inForce, access, expires: 3599).refusal == expected)
            #expect(verdict(.inForce, access, expires: 3600).refusal == nil, "its last second")
            #expect(verdict(.inForce, access, expires: 100, at: 100 + grace).refusal == .certificateExpired)
        }
        #expect(verdict(.next, .renewal, expires: 3599) == .promotion)
        #expect(verdict(.next, .fetch, expires: 3599).refusal == .certificateExpired)
    }

    @Test func aRevokedMachineIsRefusedWhateverItShows() {
        for access in MachineAccess.allCases {
            for shown in [Shown.inForce, .next, .previous, .older] {
                #expect(verdict(shown, access, state: .revoked).refusal == .revoked)
                #expect(verdict(shown, access, state: .revoked, expires: 0).refusal == .revoked)
                #expect(verdict(shown, access, state: .pending).refusal == .forbidden)
            }
        }
    }

    @Test func aQuarantinedOneGetsNothingNewAndIsHeardOfWhatItRuns() {
        for access in MachineAccess.allCases {
            for shown in [Shown.inForce, .previous] {
                let expected: ProblemKind? = access == .fetch || access == .renewal ? .quarantined : nil
                #expect(verdict(shown, access, state: .quarantined).refusal == expected, "\(access)")
            }
            #expect(verdict(.older, access, state: .quarantined).refusal == .wrongCertificate)
        }
    }
}

extension MachineVerdict {
    fileprivate var refusal: ProblemKind? {
        if case .refused(let problem) = self { problem.kind } else { nil }
    }
    fileprivate var isClone: Bool {
        if case .cloned = self { true } else { false }
    }
}
