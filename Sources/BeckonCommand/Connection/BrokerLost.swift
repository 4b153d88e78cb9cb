import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// The broker could not be reached, or went away before its answer was whole.
package struct BrokerLost: Error {
    /// Whether no connection came about, so that the broker has certainly not seen the request.
    package let isUnsent: Bool
    let failure: CommandFailure

    init(api: String? = nil, _ error: any Error) {
        let reason: String
        switch error {
        case is NIOConnectionError:
            (isUnsent, reason) = (true, "no connection")
        case let error as HTTPClientError where error == .connectTimeout:
            (isUnsent, reason) = (true, "no connection in time")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            (isUnsent, reason) = (true, "TLS failed: \(error)")
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            (isUnsent, reason) = (false, "the connection was closed")
        case let error as HTTPClientError where error == .readTimeout:
            (isUnsent, reason) = (false, "no answer in time")
        default:
            (isUnsent, reason) = (false, "\(error)")
        }
        failure = CommandFailure(
            ExitStatus.unavailable, api.map { "cannot reach the broker at \($0): \(reason)" } ?? "lost the broker: \(reason)",
            hint: reason.hasPrefix("TLS") ? "does the profile's trust belong to this broker, and is it named so?" : nil)
    }
}
