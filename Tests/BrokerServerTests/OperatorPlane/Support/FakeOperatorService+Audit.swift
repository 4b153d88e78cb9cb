import BeckonWire
import BrokerCore

extension FakeOperatorService {
    func audit(after: Int, limit: Int, for caller: OperatorCaller) async throws(Problem) -> AuditPage {
        try admit(caller)
        let rows = now.audit
        let items = Array(rows.filter { $0.number > after }.prefix(min(limit, 2)))
        return AuditPage(
            items: items, next: items.last.flatMap { $0.number < rows.count ? "\($0.number)" : nil },
            head: rows.last.map { AuditPage.Head(number: $0.number, hash: $0.hash) })
    }
}
