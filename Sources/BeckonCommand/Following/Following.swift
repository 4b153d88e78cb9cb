package import BeckonWire

/// What is known of a transaction that is being followed, and what is to be shown next.
///
/// Pure: events come in, work comes out. One machine's work is done one piece at a time, in order, so that its outcome is shown
/// after all of its output; of two streams' output nobody knows the order.
package struct Following: Sendable {
    package enum Work: Hashable, Sendable {
        /// Show what is stored from the offset on.
        case output(Fetch)
        /// The instruction runs again: what was shown is the output of the attempt before.
        case restarted(MachineID, name: String, attempt: Int)
        case progress(MachineID, name: String, Progress)
        /// The delivery is over and its output is shown.
        case outcome(DeliveryView)
    }

    package struct Fetch: Hashable, Sendable {
        package let machine: MachineID
        package let name: String
        package let attempt: Int
        package let stream: OutputStream
        package var offset: Int
    }

    private var machines: [MachineID: FollowedMachine] = [:]
    /// Machines that may have work, in the order in which they got it.
    private var queue: ArraySlice<MachineID> = []
    private var queued: Set<MachineID> = []
    private var working = 0
    /// How each delivery ended.
    package private(set) var endings: [MachineID: Ending] = [:]
    /// The last word, once every delivery is over.
    package private(set) var end: TransactionView?

    package init() {}

    /// Whether everything has been said and shown.
    package var isOver: Bool { end != nil && queue.isEmpty && working == 0 }

    package mutating func apply(_ event: TransactionEvent) {
        switch event {
        case .delivery(let view): apply(view)
        case .output(let growth):
            change(growth.machine, name: growth.machine.description) { machine in
                machine.begin(growth.attempt)
                machine.apply(growth)
            }
        case .end(let view): end = view
        }
    }

    private mutating func apply(_ view: DeliveryView) {
        change(view.machine, name: view.name) { machine in
            machine.begin(view.attempt)
            machine.apply(view)
        }
        if let outcome = view.state.outcome { endings[view.machine] = Ending(outcome: outcome, exitCode: view.exitCode) }
    }

    /// The next piece of work; nil where there is none now.
    package mutating func next() -> Work? {
        while let id = queue.popFirst() {
            queued.remove(id)
            guard let work = machines[id]?.next(id) else { continue }
            working += 1
            return work
        }
        return nil
    }

    /// The work is done.
    /// - Parameter offset: of output, up to where it was shown.
    package mutating func finished(_ work: Work, shownUpTo offset: Int = 0) {
        working -= 1
        let id: MachineID
        switch work {
        case .output(let fetch):
            id = fetch.machine
            machines[id]?.show(fetch, upTo: offset)
        case .restarted(let machine, _, _), .progress(let machine, _, _): id = machine
        case .outcome(let view): id = view.machine
        }
        machines[id]?.isBusy = false
        enqueue(id)
    }

    private mutating func change(_ id: MachineID, name: String, _ body: (inout FollowedMachine) -> Void) {
        body(&machines[id, default: FollowedMachine(name: name)])
        enqueue(id)
    }

    private mutating func enqueue(_ id: MachineID) {
        if machines[id]?.hasWork == true, queued.insert(id).inserted { queue.append(id) }
    }
}
