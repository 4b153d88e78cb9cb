import BeckonWire

/// Shows what happens to a transaction, in the order in which it is told.
protocol TransactionPresenter: Sendable {
    /// The transaction was submitted, or is watched from now on.
    func began(_ transaction: TransactionID, targets: Int) async throws
    func wrote(_ octets: [UInt8], _ fetch: Following.Fetch) async throws
    func progressed(name: String, _ progress: Progress) async throws
    func restarted(name: String, attempt: Int) async throws
    /// All output of the delivery has been shown.
    func finished(_ delivery: DeliveryView) async throws
    func ended(_ transaction: TransactionView) async throws
}
