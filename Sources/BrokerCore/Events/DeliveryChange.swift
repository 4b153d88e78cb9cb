package import BeckonWire

/// A recorded change of a delivery, as those hear of it who follow what happens.
package struct DeliveryChange: Hashable, Sendable {
    package let event: DeliveryEvent
    /// The delivery's state before.
    package let before: DeliveryState

    package init(event: DeliveryEvent, before: DeliveryState) {
        self.event = event
        self.before = before
    }

    /// Octets that it holds in memory beyond a few hundred.
    var octets: Int {
        let delivery = event.delivery
        return (delivery.finish?.result?.octets ?? 0) + (delivery.finish?.message?.utf8.count ?? 0)
            + (delivery.progress?.note?.utf8.count ?? 0)
    }
}
