import ArgumentParser

/// A TCP port; 0 lets the system choose one.
struct Port: ExpressibleByArgument, Codable, Hashable, Sendable {
    let number: Int

    init(_ number: Int) {
        self.number = number
    }

    init?(argument: String) {
        guard let number = UInt16(argument) else { return nil }
        self.number = Int(number)
    }

    init(from decoder: any Decoder) throws {
        number = Int(try UInt16(from: decoder))
    }

    func encode(to encoder: any Encoder) throws { try number.encode(to: encoder) }

    static let agents = Port(7443)
    static let operators = Port(7444)
}

extension Port: CustomStringConvertible {
    var description: String { String(number) }
}
