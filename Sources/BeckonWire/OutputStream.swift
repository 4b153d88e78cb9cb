/// The two streams that an instruction writes.
package enum OutputStream: String, Codable, CaseIterable, CodingKeyRepresentable, Sendable {
    case stdout
    case stderr
}
