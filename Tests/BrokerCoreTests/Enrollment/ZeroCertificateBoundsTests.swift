import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Testing

/// What a zero certificate lets happen, one bound at a time.
@Suite struct ZeroCertificateBoundsTests {
    private func zero(_ bounds: ZeroBounds = .none) -> ZeroCertificateRecord { Records.zero(1, bounds: bounds) }

    @Test func itIsGoodUntilItExpires() {
        let zero = zero()
        #expect(zero.refusal(of: "web-1", from: nil, at: Records.noon) == nil)
        #expect(zero.refusal(of: "web-1", from: nil, at: zero.expiresAt.adding(seconds: -1)) == nil)
        #expect(zero.refusal(of: "web-1", from: nil, at: zero.expiresAt) == .expired(at: zero.expiresAt))
    }

    @Test func itIsGoodUntilItIsRevoked() {
        var zero = zero()
        zero.revoke(at: Records.noon)
        zero.revoke(at: Records.noon.adding(seconds: 9))
        #expect(zero.refusal(of: "web-1", from: nil, at: Records.noon) == .revoked(at: Records.noon))
        #expect(zero.use(at: Records.noon, waiting: 0) == .revoked(at: Records.noon))
        #expect(zero.uses == 0)
    }

    @Test(arguments: [
        ("192.0.2.7", true), ("192.0.3.7", false), ("::ffff:192.0.2.7", true), ("2001:db8::9", true), ("2001:db9::9", false),
        ("198.51.100.4", true), ("198.51.100.5", false), (nil, false), ("nonsense", false),
    ])
    func itIsGoodFromItsNetworks(_ address: String?, _ isLet: Bool) {
        let zero = zero(ZeroBounds(networks: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.4"]))
        #expect(zero.refusal(of: "web-1", from: address, at: Records.noon) == (isLet ? nil : .network(address)))
    }

    @Test func itIsGoodForItsNames() {
        let zero = zero(ZeroBounds(names: "web-[0-9]+"))
        #expect(zero.refusal(of: "web-12", from: nil, at: Records.noon) == nil)
        #expect(zero.refusal(of: "web-12a", from: nil, at: Records.noon) == .name)
    }

    @Test func itIsGoodForSoManyUses() {
        var zero = zero(ZeroBounds(uses: 2))
        #expect(zero.usesLeft == 2)
        for left in [1, 0] {
            #expect(zero.use(at: Records.noon, waiting: 0) == nil)
            #expect(zero.usesLeft == left)
        }
        let before = zero
        #expect(zero.use(at: Records.noon.adding(seconds: 9), waiting: 0) == .usedUp)
        #expect(zero == before)
        #expect(zero.lastUsedAt == Records.noon)
    }

    @Test func soManyMayAwaitTheirApproval() {
        var zero = zero(ZeroBounds(approval: true))
        let limit = ZeroCertificateRecord.queueLimit
        #expect(zero.use(at: Records.noon, waiting: limit - 1) == nil)
        #expect(zero.use(at: Records.noon, waiting: limit) == .queueFull)
        var open = self.zero()
        #expect(open.use(at: Records.noon, waiting: limit) == nil)
    }

    @Test func eachRefusalNamesItsBound() {
        let zero = zero(ZeroBounds(uses: 2, networks: ["192.0.2.0/24"], names: "web-[0-9]+", approval: true))
        let refusals: [(ZeroRefusal, String, ProblemKind, String)] = [
            (.revoked(at: Records.noon), "revoked", .revoked, "revoked at"),
            (.expired(at: Records.noon), "expires", .certificateExpired, "expired at"),
            (.network("203.0.113.9"), "networks", .forbidden, "192.0.2.0/24, and this came from 203.0.113.9"),
            (.name, "names", .forbidden, "web-[0-9]+, and not for db-1"), (.usedUp, "uses", .forbidden, "0 of 2 uses"),
            (.queueFull, "approval", .tooManyRequests, "await an approval"),
        ]
        for (refusal, bound, kind, words) in refusals {
            let problem = refusal.problem(of: zero, name: "db-1")
            #expect(problem.members["bound"]?.stringValue == bound)
            #expect(problem.kind == kind)
            #expect(problem.detail.contains(words) && problem.detail.contains("\(zero.id)"), "\(problem.detail)")
        }
    }
}
