import SwiftASN1
import X509

/// Whether the validity of a certificate holds dates.
///
/// The X.509 library reads an hour of 24 or a day of 0 without a word, and asserts only where it makes a date of them: nothing that a
/// stranger sends may get there.
enum CertificateDates {
    static func areDates(in certificate: Certificate) -> Bool {
        (try? DER.sequence(DER.parse(certificate.tbsCertificateBytes), identifier: .sequence) { fields in
            var result = false
            // Version (absent in version 1), serial number, algorithm, issuer, validity, … (RFC 5280, 4.1).
            var index = 0
            while let field = fields.next() {
                if index == 0, field.identifier.tagClass != .contextSpecific { index = 1 }
                if index == 4 { result = try isValidity(field) }
                index += 1
            }
            return result
        }) ?? false
    }

    private static func isValidity(_ node: ASN1Node) throws -> Bool {
        try DER.sequence(node, identifier: .sequence) { times in
            var areDates = true
            while let time = times.next() { areDates = try isDate(time) && areDates }
            return areDates
        }
    }

    private static func isDate(_ node: ASN1Node) throws -> Bool {
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            return isDate(time.month, time.day, time.hours, time.minutes, time.seconds)
        }
        let time = try GeneralizedTime(derEncoded: node)
        return isDate(time.month, time.day, time.hours, time.minutes, time.seconds)
    }

    private static func isDate(_ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int) -> Bool {
        (1...12).contains(month) && (1...31).contains(day) && (0..<24).contains(hours) && (0..<60).contains(minutes)
            && (0..<60).contains(seconds)
    }
}
