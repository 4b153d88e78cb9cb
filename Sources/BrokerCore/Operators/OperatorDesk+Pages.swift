import BeckonWire

extension OperatorDesk {
    /// Octets after which a page ends, however many elements were asked for: parameters and results may have a mebibyte each.
    private static let pageOctets = 4 << 20
    /// Elements that are read in one go, and so are in memory beyond those of the page.
    private static let pageStep = 16

    /// Elements from `start` on (nil: from the beginning), and the last one's id where there are more.
    ///
    /// - Parameters:
    ///   - octets: roughly what an element takes beyond a few hundred.
    ///   - read: so many elements that come after an id.
    func page<Record, ID>(
        _ limit: Int, from start: ID?, id: (Record) -> ID, octets: (Record) -> Int,
        _ read: (_ after: ID?, _ count: Int) async throws -> [Record]
    ) async throws -> ([Record], next: ID?) {
        let limit = min(max(limit, 1), Self.pageLimit)
        var records: [Record] = []
        var last = start
        var left = Self.pageOctets
        while true {
            // One more than asked for, so that the last page is known to be the last.
            let count = min(Self.pageStep, limit + 1 - records.count)
            let step = try await read(last, count)
            for record in step {
                guard records.count < limit, left > 0 else { return (records, last) }
                records.append(record)
                last = id(record)
                left -= octets(record)
            }
            if step.count < count { return (records, nil) }
        }
    }
}
