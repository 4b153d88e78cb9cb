import AgentCore
import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Errors of a connection, in words that help whoever reads a log.
enum FailureReason {
    static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError: system(error.errnoCode)
        case let error as NIOConnectionError: text(of: error)
        case ChannelError.connectTimeout(let time): "no connection within \(time.nanoseconds / 1_000_000_000) s"
        case let error as NIOSSLError: text(of: error)
        case let error as BoringSSLError: "TLS failed, one side does not trust the other\(clock): \(error)"
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "its certificate is not for that host name"
        default: "\(error)"
        }
    }

    private static func text(of error: NIOConnectionError) -> String {
        if let failed = error.connectionErrors.first { return text(of: failed.error) }
        return "its name is not known (\((error.dnsAError ?? error.dnsAAAAError).map { "\($0)" } ?? "no address"))"
    }

    private static func text(of error: NIOSSLError) -> String {
        switch error {
        case .handshakeFailed(let cause): "the TLS handshake failed, one side does not trust the other\(clock): \(cause)"
        case .uncleanShutdown: "it closed the connection"
        default: "\(error)"
        }
    }

    /// Certificates are judged by it, and nothing in the error says so.
    private static var clock: String { " (this machine's clock says \(SystemClock().now))" }

    private static func system(_ code: CInt) -> String {
        String(cString: strerror(code)).lowercased()
    }
}
