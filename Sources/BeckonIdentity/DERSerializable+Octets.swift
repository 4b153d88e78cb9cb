import SwiftASN1

extension DERSerializable {
    /// The DER form.
    func octets() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}
