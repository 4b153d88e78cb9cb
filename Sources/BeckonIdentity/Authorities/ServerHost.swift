import Glibc
import SwiftASN1
import X509

/// The hosts that a broker's certificate is for.
enum ServerHost {
    /// The name of a host as a certificate carries it: an IP address where the text is one, else a DNS name.
    /// - Throws: `.invalidHost` for anything else, wildcards included.
    static func name(of host: String) throws(IdentityError) -> GeneralName {
        if let address = address(host) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        guard isDNSName(host) else {
            throw IdentityError(
                .invalidHost, "\(IdentityError.quoted(host)) is neither a DNS name in lower case nor an IP address",
                hint: "give hosts without scheme, port and brackets, such as broker.example.com or 192.0.2.7")
        }
        return .dnsName(host)
    }

    private static func address(_ host: String) -> [UInt8]? {
        // The C function would stop reading at a zero.
        guard !host.utf8.contains(0) else { return nil }
        for (family, length) in [(AF_INET, 4), (AF_INET6, 16)] {
            var octets = [UInt8](repeating: 0, count: length)
            if inet_pton(family, host, &octets) == 1 { return octets }
        }
        return nil
    }

    private static func isDNSName(_ host: String) -> Bool {
        guard host.utf8.count <= 253 else { return false }
        let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        // A last label of digits alone would be a mistyped address.
        guard let last = labels.last, !last.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { octet in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) || octet == UInt8(ascii: "-")
                }
        }
    }
}
