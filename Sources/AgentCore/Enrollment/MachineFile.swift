import BeckonIdentity
import BeckonWire

/// What `machine.pem` says: everything that an enrolled agent is and has, in one file, so that one rename replaces all of it.
///
/// ```
/// name: web-01
/// broker: https://broker.example.com:7443
/// obtained: 2026-11-24T08:00:00.000Z
/// renew-in: 43200
/// certificate:
/// -----BEGIN CERTIFICATE-----   and its chain
/// key:
/// -----BEGIN PRIVATE KEY-----   or, instead of these lines, key: pkcs11:… or key: tpm2:…
/// trust:
/// -----BEGIN CERTIFICATE-----   to the end, octet for octet as it came
/// ```
/// Other lines before `certificate:` are for later versions, and are ignored.
package struct MachineFile: Hashable, Sendable {
    /// What people call the machine.
    package let name: String
    /// `https://HOST:PORT`, in the order in which they are tried.
    package let brokers: [String]
    /// Nil in a file that was made of the files of an earlier version.
    package let renewal: RenewalPlan?
    /// PEM, the leaf first.
    package let certificate: String
    package let key: StoredKey
    /// PEM.
    package let trust: String

    package init(
        name: String, brokers: [String], renewal: RenewalPlan?, certificate: String, key: StoredKey, trust: String
    ) {
        self.name = name
        self.brokers = brokers
        self.renewal = renewal
        self.certificate = certificate
        self.key = key
        self.trust = trust
    }

    package var text: String {
        var lines = ["name: \(name)"] + brokers.map { "broker: \($0)" }
        if let renewal { lines += ["obtained: \(renewal.obtained)", "renew-in: \(renewal.seconds)"] }
        let secret =
            switch key {
            case .pem(let pem): "key:\n" + Self.ended(pem)
            case .reference(let reference): "key: \(reference)\n"
            }
        return Self.ended(lines.joined(separator: "\n")) + "certificate:\n" + Self.ended(certificate) + secret + "trust:\n"
            + trust
    }

    /// Nil for what `text` would not write.
    package init?(text: String) {
        var rest = text[...]
        guard let head = Self.section(of: &rest, endedBy: "certificate:\n"),
            let certificate = Self.section(of: &rest, endedBy: "key:"),
            let secret = Self.section(of: &rest, endedBy: "trust:\n")
        else { return nil }
        let lines = head.split(separator: "\n").map { String($0) }
        func values(_ key: String) -> [String] {
            lines.filter { $0.hasPrefix(key + ": ") }.map { String($0.dropFirst(key.count + 2)) }
        }
        guard let name = values("name").first, let key = Self.key(secret) else { return nil }
        self.init(
            name: name, brokers: values("broker"),
            renewal: Self.plan(obtained: values("obtained").first, seconds: values("renew-in").first),
            certificate: String(certificate), key: key, trust: String(rest))
        guard !brokers.isEmpty, !certificate.isEmpty, !trust.isEmpty else { return nil }
    }

    /// What stands before a line that begins with `mark`, which is taken off as well.
    private static func section(of rest: inout Substring, endedBy mark: String) -> Substring? {
        guard let found = rest.firstRange(of: "\n" + mark) else { return nil }
        let section = rest[..<rest.index(after: found.lowerBound)]
        rest = rest[found.upperBound...]
        return section
    }

    private static func key(_ secret: Substring) -> StoredKey? {
        if secret.hasPrefix("\n-----BEGIN ") { return .pem(String(secret.dropFirst())) }
        guard secret.hasPrefix(" ") else { return nil }
        return StoredKey(text: "key:" + secret)
    }

    private static func plan(obtained: String?, seconds: String?) -> RenewalPlan? {
        guard let obtained = obtained.flatMap({ Timestamp($0) }), let seconds = seconds.flatMap({ Int($0) }), seconds >= 1 else {
            return nil
        }
        return RenewalPlan(obtained: obtained, seconds: seconds)
    }

    private static func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
}
