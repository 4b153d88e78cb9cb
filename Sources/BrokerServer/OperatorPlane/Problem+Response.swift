import BeckonWire
import HTTPTypes
import Hummingbird
import NIOCore

extension Problem {
    /// The answer that says it.
    func response(headers extra: HTTPFields = HTTPFields()) -> Response {
        let (head, body) = head()
        var headers = head.headerFields
        for field in extra { headers.append(field) }
        return Response(status: head.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// The answer's head and body.
    func head(closing: Bool = false) -> (head: HTTPResponse, body: [UInt8]) {
        let body = WireJSON.encode(self)
        var headers: HTTPFields = [.contentType: Problem.contentType, .contentLength: String(body.count)]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        // RFC 9110, 11.6.1: a 401 names a scheme.
        if kind == .unauthenticated { headers[.wwwAuthenticate] = "Bearer realm=\"beckon\"" }
        if closing { headers[.connection] = "close" }
        return (HTTPResponse(status: .init(code: kind.status), headerFields: headers), body)
    }
}
