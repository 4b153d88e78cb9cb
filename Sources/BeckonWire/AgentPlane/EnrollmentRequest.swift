/// `POST /v1/enrollment`, with the zero certificate.
package struct EnrollmentRequest: Hashable, WireMessage {
    /// PEM. The key of the machine certificate; it proves possession and never leaves the machine.
    package let csr: String
    /// What people call the machine; unique within the subscriber.
    package let name: String
    /// What the machine says of itself, such as `os` and `arch`. Shown, never trusted to authorise.
    package let facts: [String: String]

    package init(csr: String, name: String, facts: [String: String]) {
        self.csr = csr
        self.name = name
        self.facts = facts
    }

    package func validate() throws(WireError) {
        try Bounds.check(csr, "/csr", atMost: Bounds.csr)
        try Bounds.check(
            Name.isMachine(name), "/name", "not a machine's name: a DNS label in lower case that is not shaped like an id")
        try Bounds.check(count: facts.count, "/facts", atMost: Bounds.facts)
        for (key, value) in facts {
            let pointer = "/facts/" + JSONPointer.escaped(key)
            try Bounds.check(!key.isEmpty && key.utf8.count <= Bounds.factKey, pointer, "a name of 1 to \(Bounds.factKey) octets")
            try Bounds.check(value, pointer, atMost: Bounds.factValue)
        }
    }
}
