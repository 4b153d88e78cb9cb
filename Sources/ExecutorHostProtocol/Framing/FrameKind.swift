/// What a frame's payload is. Numbers, not order, are the contract.
package enum FrameKind: UInt8, Sendable, CaseIterable {
    // Host to agent.
    case hello = 1
    case register = 2
    case ready = 3
    case refused = 4
    case output = 5
    case progress = 6
    case finished = 7
    // Agent to host.
    case run = 16
    case cancel = 17
}
