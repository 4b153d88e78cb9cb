/// The answer to the first request.
package struct SubmitResponse: Hashable, WireMessage {
    package let transaction: TransactionID
    /// How many machines it goes to.
    package let deliveries: Int

    package init(transaction: TransactionID, deliveries: Int) {
        self.transaction = transaction
        self.deliveries = deliveries
    }
}
