import BeckonWire
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A message as JSON.
    init(_ status: HTTPResponse.Status = .ok, json message: some Encodable, headers: HTTPFields = HTTPFields()) {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = ResponseBody(byteBuffer: ByteBuffer(bytes: WireJSON.encode(message)))
        self.init(status: status, headers: headers, body: body)
    }

    init(text: String) {
        self.init(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
