package import BeckonWire
package import BrokerCore
import Synchronization

/// Connections of machines that are as open as a test says, and a list of what was to happen to them.
package final class FakeConnections: MachineConnections {
    package enum Event: Hashable, Sendable {
        case expelled(MachineID)
        case retired(MachineID, besides: String)
    }

    private struct State {
        var journals: [MachineID: [Int: String]] = [:]
        var events: [Event] = []
    }
    private let state = Mutex(State())

    package init() {}

    package func speaks(_ journal: String, _ caller: MachineCaller) {
        state.withLock { $0.journals[caller.machine, default: [:]][caller.connection] = journal }
    }

    package func hasOther(speakingFor journal: String, than caller: MachineCaller) -> Bool {
        state.withLock { state in
            (state.journals[caller.machine] ?? [:]).contains { $0.key != caller.connection && $0.value == journal }
        }
    }

    package func expel(_ machine: MachineID) { state.withLock { $0.events.append(.expelled(machine)) } }
    package func retire(_ machine: MachineID, besides serial: String) {
        state.withLock { $0.events.append(.retired(machine, besides: serial)) }
    }

    /// The client of the connection has closed it.
    package func close(_ connection: Int) {
        state.withLock { state in
            for machine in state.journals.keys { state.journals[machine]?[connection] = nil }
        }
    }

    /// What was to happen since the last time this was asked.
    package func take() -> [Event] {
        state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
    }
}
