package import BeckonIdentity

/// Keys in files of the data directory, which the caller writes and replaces.
package struct FileKeyStore: MachineKeyStore {
    package init() {}

    package func make() -> MachineKey { .file(IdentityKey()) }

    package func open(_ stored: StoredKey) throws(IdentityError) -> MachineKey {
        switch stored {
        case .pem(let text): return .file(try IdentityKey(pem: text))
        case .reference(let reference):
            throw IdentityError(
                .keyUnavailable, "this machine's key is in hardware (\(reference)), and none is configured",
                hint: "say in the agent's configuration where it is: key: pkcs11:… or key: tpm2:…")
        }
    }

    /// A key in a file goes with the file's replacement.
    package func drop(allBut kept: [StoredKey]) {}
}
