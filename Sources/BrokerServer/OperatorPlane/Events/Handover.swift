/// Hands elements from one giver to one taker, one at a time: nobody runs ahead of the taker.
actor Handover<Element: Sendable> {
    private var element: Element?
    private var isFinished = false
    private var taker: CheckedContinuation<Element?, Never>?
    private var giver: CheckedContinuation<Void, Never>?

    /// Returns when there is room for the next element, or nobody will ever take it.
    func give(_ element: Element) async {
        while self.element != nil, !isFinished { await withCheckedContinuation { giver = $0 } }
        offer(element)
    }

    /// Leaves the element if the taker has nothing else to take; else drops it.
    func offer(_ element: Element) {
        guard !isFinished else { return }
        if let taker {
            self.taker = nil
            taker.resume(returning: element)
        } else if self.element == nil {
            self.element = element
        }
    }

    /// The next element; nil at the end. What was given before the end is taken first.
    func take() async -> Element? {
        if let element {
            self.element = nil
            giver?.resume()
            giver = nil
            return element
        }
        guard !isFinished else { return nil }
        return await withCheckedContinuation { taker = $0 }
    }

    func finish() {
        isFinished = true
        taker?.resume(returning: nil)
        taker = nil
        giver?.resume()
        giver = nil
    }
}
