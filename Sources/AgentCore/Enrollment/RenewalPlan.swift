package import BeckonIdentity
package import BeckonWire
import FoundationEssentials

/// When a certificate is due to be renewed: so many seconds after it was obtained, by this machine's clock.
///
/// Both are kept, so that a clock that was set back in the meantime cannot put the renewal off beyond those seconds.
package struct RenewalPlan: Hashable, Sendable {
    package let obtained: Timestamp
    package let seconds: Int

    package init(obtained: Timestamp, seconds: Int) {
        self.obtained = obtained
        self.seconds = seconds
    }

    /// What the broker picked, where that is within the certificate's life (0 where it is due already); else half of its life.
    /// - Parameter random: In 0..<1.
    package init(renewIn: Int, certificate: ClientCertificate, obtained: Timestamp, random: Double) {
        let fallback = RenewalPlan(of: certificate, random: random)
        let isUsable = renewIn >= 0 && Double(renewIn) <= certificate.life
        self.init(obtained: obtained, seconds: isUsable ? max(1, renewIn) : fallback.seconds)
    }

    /// Of a certificate of which nothing is known but what it says: half of its life, ±10 %.
    package init(of certificate: ClientCertificate, random: Double) {
        let begin = Int64(certificate.notBefore.timeIntervalSince1970 * 1000)
        self.init(
            obtained: Timestamp(milliseconds: begin), seconds: max(1, Int(certificate.life * (0.4 + 0.2 * random))))
    }
}

extension ClientCertificate {
    /// Seconds from its first to its last.
    fileprivate var life: Double { notAfter.timeIntervalSince(notBefore) }
}
