import HTTPTypes
import Hummingbird
import NIOCore

extension OperatorRoutes {
    static let document = OperatorRoute.open("/openapi.json") {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: PackageResources.openapi_json)))
    }
}
