import AgentCore
import AgentLink
import BeckonIdentity
import Logging

/// Who this machine is when the agent starts: goes on with an enrolment that is under way, and waits for it.
struct MachineStart {
    let store: IdentityStore
    /// Names the directory in messages.
    let directory: String
    let log: Logger

    func identity() async throws -> MachineIdentity {
        let present = try await store.load()
        if let pending = try store.pendingEnrollment() {
            do {
                let enrollment = Enrollment(store: store, clock: SystemClock(), log: log)
                log.notice("goes on with the enrolment of \(pending.name)")
                _ = try await enrollment.resume(pending, besides: present, facts: MachineFacts.all, connect: Self.connect)
                if let identity = try await store.load() { return identity }
            } catch {
                // What was refused is not asked for again; a machine that was set up anew still is who it was.
                guard let present, case .link(let link) = error as? EnrollmentError, !link.mayBeRepeated else { throw error }
                log.warning("this machine was not set up anew, and goes on as \(present.agent.machine): \(link)")
            }
        }
        guard let present else { throw Ending.NotEnrolled(directory: directory) }
        return present
    }

    static func connect(_ zero: ZeroFile) throws(LinkError) -> any EnrollmentLink {
        EnrollmentClient(client: try BrokerClient(brokers: zero.brokers, credential: AgentCredential(zero)))
    }
}

extension LinkError {
    fileprivate var mayBeRepeated: Bool {
        switch meaning {
        case .retry: true
        case .renew, .quarantined, .refused, .stop: false
        }
    }
}
