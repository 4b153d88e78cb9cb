import Hummingbird
import NIOCore

/// What Hummingbird carries along with a request: the connection, which knows who the client is.
struct OperatorRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
