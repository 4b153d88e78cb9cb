import AsyncHTTPClient
import BeckonWire
import NIOCore

extension OperatorClient.Streamed {
    /// The body, piece by piece.
    /// - Throws: `BrokerLost` where it breaks off.
    var octets: Octets { Octets(body: body) }

    struct Octets: AsyncSequence {
        let body: HTTPClientResponse.Body

        func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator()) }

        struct Iterator: AsyncIteratorProtocol {
            var base: HTTPClientResponse.Body.AsyncIterator

            mutating func next() async throws -> [UInt8]? {
                do {
                    return try await base.next().map { Array(buffer: $0) }
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    throw BrokerLost(error)
                }
            }
        }
    }
}
