import BeckonIdentity
import BeckonWire
import BrokerCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// Runs one connection of the agent plane: feeds what arrives to its `RequestCycle`, one request at a time, and does what that says.
final class AgentConnection: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// What arrived while another request was in work.
    private enum Arrival {
        case part(HTTPServerRequestPart)
        case failure(Problem)
    }

    let plane: AgentPlaneContext
    let table: ConnectionTable
    let peer: PeerAuthentication
    var cycle: RequestCycle
    private var slot = 0
    private let number: Int
    private var connectedAt = Timestamp(milliseconds: 0)
    /// Whose connection this is, once a machine has asked for something.
    private var machine: MachineID?
    private var isRetired = false
    private(set) var context: ChannelHandlerContext?
    private var parkedRequest: ParkedRequest?
    /// What the request in work was counted with.
    private var isAdmitted = false
    private var heldOctets = 0
    private var requested: (method: HTTPMethod, uri: String)?

    /// Read in one go beside the request in work. Bounded: reading stops while there is anything here.
    private var waiting = CircularBuffer<Arrival>()
    private var isGoingOn = false
    private var isReadWanted = false
    private var hasReceivedPart = false

    init(plane: AgentPlaneContext, table: ConnectionTable, peer: PeerAuthentication) {
        self.plane = plane
        self.table = table
        self.peer = peer
        number = plane.connections.number()
        cycle = RequestCycle(bodyLimit: plane.limits.body)
    }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connectedAt = peer.now
        slot = table.add(self)
        setDeadline(plane.limits.handshake)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        _ = cycle.close()
        giveBack()
        leaveLot(vanished: true)
        waiting.removeAll()
        table.remove(slot)
        if let machine { plane.connections.remove(number, of: machine) }
        plane.admission.removeConnection()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            cycle.handshakeCompleted()
            setDeadline(idle)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasReceivedPart = true
        arrive(.part(unwrapInboundIn(data)))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Octets that made no part: the beginning of a head, whose time runs from now on.
        if !hasReceivedPart, case .idle = cycle.state {
            cycle.began()
            setDeadline(plane.limits.request)
        }
        hasReceivedPart = false
        context.fireChannelReadComplete()
    }

    /// Reading stops while a further request waits or the client does not take our answers: so nothing piles up here. It goes on
    /// while a request is parked, or a client that vanishes would not be noticed.
    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty, context.channel.isWritable { return context.read() }
        isReadWanted = true
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if case .idle = cycle.state { setDeadline(idle) }
            goOn()
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let problem = Problem(decoding: error) else {
            plane.logger.debug("connection lost", metadata: ["error": "\(PrintableText("\(error)"))"])
            return perform(cycle.close())
        }
        arrive(.failure(problem))
    }

    // MARK: One request at a time

    private func arrive(_ arrival: Arrival) {
        if waiting.isEmpty, isFree, !isGoingOn { process(arrival) } else { waiting.append(arrival) }
    }

    private var isFree: Bool { !cycle.isBusy && context?.channel.isWritable == true }

    /// Takes up what had to wait, then reading where it was held back.
    private func goOn() {
        // An answer that is taken at once makes the channel writable again, within this very loop.
        guard !isGoingOn else { return }
        isGoingOn = true
        defer { isGoingOn = false }
        while isFree, let arrival = waiting.popFirst() { process(arrival) }
        if waiting.isEmpty, isReadWanted, let context, context.channel.isWritable {
            isReadWanted = false
            context.read()
        }
    }

    private func process(_ arrival: Arrival) {
        switch arrival {
        case .part(.head(let head)): process(head)
        case .part(.body(let octets)): process(octets)
        case .part(.end): perform(cycle.end())
        case .failure(let problem): perform(cycle.failed(problem))
        }
    }

    private func process(_ head: HTTPRequestHead) {
        requested = (head.method, head.uri)
        if case .idle = cycle.state { setDeadline(plane.limits.request) }
        perform(cycle.head(head, Result { () throws(Problem) in try judge(head) }))
    }

    /// The certificate is judged for each request, whatever the handshake found.
    private func judge(_ head: HTTPRequestHead) throws(Problem) -> AgentRoute {
        // An expired machine may still renew; what else it asks is refused by the core, which knows its grace.
        guard let context,
            let peer = try peer.peer(on: context.pipeline.syncOperations, allowingExpired: \.isJudgedByTheCore)
        else {
            throw Problem(.unauthenticated, "the agent plane needs a client certificate")
        }
        let client = AgentClient(
            peer, connectedAt: connectedAt, connection: number, address: context.channel.remoteAddress?.ipAddress)
        let route = try AgentRoute(method: head.method, uri: head.uri, by: client)
        if machine == nil, let caller = route.machine?.caller {
            machine = caller.machine
            plane.connections.add(
                ConnectionHandle(self, eventLoop: context.eventLoop, executor: table.executor), of: caller)
        }
        try plane.admission.addRequest()
        isAdmitted = true
        return route
    }

    private func process(_ octets: ByteBuffer) {
        do throws(Problem) {
            if case .receiving = cycle.state {
                try plane.admission.addOctets(octets.readableBytes)
                heldOctets += octets.readableBytes
            }
            perform(cycle.body(octets))
        } catch {
            perform(cycle.failed(error))
        }
    }

    /// Method and path of the request in work, for the log: few are logged, so it is made only for those.
    var requestLine: String { requested.map { "\($0.method) \(PrintableText($0.uri.prefix { $0 != "?" }))" } ?? "" }

    // MARK: What others tell it

    func answer(_ answer: AgentAnswer) {
        parkedRequest = nil
        perform(cycle.answered(answer))
        goOn()
    }

    func park(_ parked: ParkedRequest) {
        parkedRequest = parked
        guard cycle.parked() else {
            leaveLot(vanished: true)
            return
        }
        giveBack()
        setDeadline(.seconds(Int64(parked.request.wait)))
    }

    func deadlinePassed() { perform(cycle.deadlinePassed()) }

    func shutDown() { perform(cycle.shutDown()) }

    func expel() { perform(cycle.expel()) }

    /// An agent that changes its certificate ends what it does on the old connection, and makes no new one with the old certificate: so
    /// it is left a while.
    func retire() {
        guard let context, !isRetired else { return }
        isRetired = true
        if case .idle = cycle.state { setDeadline(plane.limits.retiredIdle) }
        context.eventLoop.scheduleTask(in: plane.limits.retired) { [weak self] in
            guard let self else { return }
            perform(cycle.retire())
        }
    }

    func closeNow() { perform(cycle.close()) }

    // MARK: What the cycle says

    private func perform(_ action: RequestCycle.Action) {
        guard let context else { return }
        switch action {
        case .none: break
        case .proceed: context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
        case .serve(let route, let body): serve(route, body, context)
        case .answer(let answer, let sequel, let bodiless):
            giveBack()
            write(answer, closing: sequel != .nextRequest, bodiless: bodiless, to: context)
            setDeadline(deadline(before: sequel, context))
            if sequel == .close { context.close(promise: nil) }
        case .release: if leaveLot(vanished: false) { answer(.askAgain) }
        case .close:
            giveBack()
            context.close(promise: nil)
        }
    }

    private func serve(_ route: AgentRoute, _ body: ByteBuffer, _ context: ChannelHandlerContext) {
        table.setDeadline(.distantFuture, of: slot)
        let handle = ConnectionHandle(self, eventLoop: context.eventLoop, executor: table.executor)
        let handler = plane.handler
        Task(executorPreference: table.executor) {
            if let answer = await handler.answer(route, body, on: handle) { handle.answer(answer) }
        }
    }

    private func deadline(before sequel: RequestCycle.Sequel, _ context: ChannelHandlerContext) -> TimeAmount {
        if !context.channel.isWritable { return plane.limits.answer }
        switch sequel {
        case .nextRequest: return idle
        case .close, .linger: return plane.limits.lingering
        }
    }

    private var idle: TimeAmount { isRetired ? plane.limits.retiredIdle : plane.limits.idle }

    private func setDeadline(_ amount: TimeAmount) { table.setDeadline(.now() + amount, of: slot) }

    private func giveBack() {
        if isAdmitted { plane.admission.removeRequest() }
        plane.admission.removeOctets(heldOctets)
        isAdmitted = false
        heldOctets = 0
    }

    /// Whether the request was still there, and is now ours to answer.
    @discardableResult
    private func leaveLot(vanished: Bool) -> Bool {
        guard let parked = parkedRequest, plane.lot.leave(parked) else { return false }
        parkedRequest = nil
        if vanished { parked.vanished() }
        return true
    }
}
