import BeckonIdentity
package import BeckonWire

/// Where the broker is and who asks: the file that `beckon-broker init` and `beckon operator create` write, or, with a token in place of
/// certificate and key, `beckon token create`.
package struct Profile: WireMessage, Hashable {
    /// URL of the operator plane: `https://HOST:PORT`.
    package let api: String
    package let subscriber: String
    /// The operator's name.
    package let `operator`: String
    /// PEM chain, the leaf first.
    package let certificate: String?
    /// PEM. A secret.
    package let key: String?
    /// A bearer token. A secret.
    package let token: String?
    /// PEM bundle of broker authorities.
    package let trust: String

    package init(api: String, subscriber: String, operator name: String, certificate: String, key: String, trust: String) {
        self.api = api
        self.subscriber = subscriber
        self.operator = name
        self.certificate = certificate
        self.key = key
        self.trust = trust
        token = nil
    }

    package init(api: String, subscriber: String, operator name: String, token: String, trust: String) {
        self.api = api
        self.subscriber = subscriber
        self.operator = name
        self.token = token
        self.trust = trust
        certificate = nil
        key = nil
    }

    package func validate() throws(WireError) {
        guard api.hasPrefix("https://"), !api.utf8.contains(where: { $0 <= 0x20 }) else {
            throw WireError("not a URL such as https://broker.example.com:7444", at: "/api")
        }
        guard Name.isSubscriber(subscriber) else { throw WireError("not a subscriber's name", at: "/subscriber") }
        guard (certificate == nil) == (key == nil), (certificate == nil) != (token == nil) else {
            throw WireError("either a certificate with its key or a token is needed")
        }
        guard token?.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) != false else {
            throw WireError("holds characters that no token has", at: "/token")
        }
    }

    /// Reads a profile that nobody else can read.
    static func read(_ path: String) throws(CommandFailure) -> Profile {
        let octets: [UInt8]
        do throws(IdentityError) {
            octets = try DurableFile.readSecret(path, limit: 256 * 1024)
        } catch {
            let hint = error.code == .notFound ? "beckon-broker init writes one; or name it with --profile FILE" : error.hint
            throw CommandFailure(ExitStatus.configuration, error.message, hint: hint)
        }
        do throws(WireError) {
            return try WireJSON.decode(from: octets)
        } catch {
            throw CommandFailure(ExitStatus.configuration, "\(path) is not a profile: \(error)")
        }
    }

    /// Writes a profile that nobody else can read, in place of the one that is there.
    func write(to path: String) throws(CommandFailure) {
        do throws(IdentityError) {
            try DurableFile.write(WireJSON.encode(self) + [UInt8(ascii: "\n")], to: path)
        } catch {
            throw CommandFailure(error)
        }
    }
}
