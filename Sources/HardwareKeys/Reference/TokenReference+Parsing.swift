import BeckonIdentity

extension TokenReference {
    /// Reads a PKCS #11 URI strictly: what is not understood is refused, since it might be what the admin relies on.
    init(_ text: String) throws(IdentityError) {
        guard text.hasPrefix("pkcs11:") else { throw Self.refusal("it does not begin with pkcs11:") }
        let halves = text.dropFirst("pkcs11:".count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init()
        var seen: Set<String> = []
        for part in halves[0].split(separator: ";", omittingEmptySubsequences: false) where !halves[0].isEmpty {
            let (name, value) = try Self.attribute(part, &seen)
            try takePath(name, value)
        }
        if halves.count == 2 {
            for part in halves[1].split(separator: "&", omittingEmptySubsequences: false) {
                let (name, value) = try Self.attribute(part, &seen)
                try takeQuery(name, value)
            }
        }
        guard token != nil || serial != nil else {
            throw Self.refusal("it names no token", hint: "say token=LABEL or serial=NUMBER")
        }
    }

    private static func attribute(_ part: Substring, _ seen: inout Set<String>) throws(IdentityError) -> (String, [UInt8]) {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, isName(pair[0]) else {
            throw refusal("an attribute is not NAME=VALUE")
        }
        let name = String(pair[0])
        // Before its value is looked at: whatever it is, it is not repeated.
        guard name != "pin-value" else {
            throw refusal(
                "pin-value is not taken: a PIN in a configuration or an argument is read by whoever sees them",
                hint: "write the PIN to a file with mode 0600 and say pin-source=file:/path")
        }
        guard seen.insert(name).inserted else { throw refusal("\(name) is there twice") }
        guard let value = PercentEncoding.decode(pair[1]), !value.isEmpty, !value.contains(0) || name == "id" else {
            throw refusal("the value of \(name) is empty, or has a character that must be percent-encoded")
        }
        return (name, value)
    }

    private static func isName(_ name: Substring) -> Bool {
        !name.isEmpty && name.utf8.count <= 32
            && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private mutating func takePath(_ name: String, _ value: [UInt8]) throws(IdentityError) {
        switch name {
        case "token": token = try Self.text(name, value, limit: 32)
        case "manufacturer": manufacturer = try Self.text(name, value, limit: 32)
        case "model": model = try Self.text(name, value, limit: 16)
        case "serial": serial = try Self.text(name, value, limit: 16)
        case "object": object = try Self.text(name, value, limit: 255)
        case "id":
            guard value.count <= 255 else { throw Self.refusal("id is longer than 255 octets") }
            id = value
        case "type":
            guard value == Array("private".utf8) else {
                throw Self.refusal("type can only be private: a machine signs with its key")
            }
        case "module-path", "pin-source": throw Self.refusal("\(name) stands after the question mark")
        default:
            throw Self.refusal(
                "\(name) is not understood",
                hint: "a token is named by token, serial, manufacturer and model, a key by id and object")
        }
    }

    private mutating func takeQuery(_ name: String, _ value: [UInt8]) throws(IdentityError) {
        switch name {
        case "module-path":
            let path = try Self.text(name, value, limit: 1024)
            guard path.hasPrefix("/") else { throw Self.refusal("module-path is not an absolute path") }
            modulePath = path
        case "pin-source":
            var path = try Self.text(name, value, limit: 1024)
            guard path.hasPrefix("file:") else {
                throw Self.refusal("pin-source is not a file", hint: "say pin-source=file:/path; the file has mode 0600")
            }
            path.removeFirst("file:".count)
            if path.hasPrefix("///") { path.removeFirst(2) }
            guard path.hasPrefix("/"), !path.hasPrefix("//") else {
                throw Self.refusal("pin-source does not name a file by an absolute path")
            }
            pinFile = path
        default:
            throw Self.refusal("\(name) is not understood", hint: "after the question mark stand module-path and pin-source")
        }
    }

    private static func text(_ name: String, _ value: [UInt8], limit: Int) throws(IdentityError) -> String {
        guard let text = String(validating: value, as: UTF8.self) else { throw refusal("\(name) is not UTF-8") }
        guard value.count <= limit else { throw refusal("\(name) is longer than \(limit) octets") }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw refusal("\(name) has control characters")
        }
        return text
    }

    private static func refusal(_ reason: String, hint: String? = nil) -> IdentityError {
        IdentityError(.invalidKeyReference, "the key reference pkcs11:… is refused: \(reason)", hint: hint)
    }
}
