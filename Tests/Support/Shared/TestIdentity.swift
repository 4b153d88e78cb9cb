package import BeckonIdentity

/// A name with its key and the certificate that its subscriber's authority issued.
package struct TestIdentity: Sendable {
    package let name: PeerName
    package let key: IdentityKey
    package let certificate: IssuedCertificate
}
