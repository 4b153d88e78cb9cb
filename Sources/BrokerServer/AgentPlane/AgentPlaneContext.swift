import Logging

/// What all connections of the agent plane share.
struct AgentPlaneContext: Sendable {
    let limits: AgentPlaneLimits
    let admission: AdmissionControl
    let lot: ParkingLot
    let connections: ConnectionRegistry
    let handler: AgentRequestHandler
    let logger: Logger
}
