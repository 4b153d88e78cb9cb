import BeckonWire
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns every error, the framework's own included, into `application/problem+json`.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = OperatorRequestContext

    let routes: [OperatorRoute]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response()
        } catch let error as HTTPParserError {
            throw error
        } catch let error as HTTPError where error.status == .notFound {
            let response = noRoute(for: request)
            // No route takes HEAD, and an answer to it must not have a body.
            return request.method == .head ? response.createHeadResponse() : response
        } catch is NIOTooManyBytesError {
            return Problem(.tooLarge, "the body is larger than this route takes").response()
        } catch {
            context.logger.error(
                "a request failed",
                metadata: [
                    "method": "\(request.method.rawValue)", "path": "\(PrintableText(request.uri.path))",
                    "error": "\(error)",
                ])
            return Problem(.internalError, "the broker could not answer this request; its log says why").response()
        }
    }

    private func noRoute(for request: Request) -> Response {
        let methods = routes.filter { $0.matches(request.uri.path) }.map(\.method.rawValue)
        guard !methods.isEmpty else {
            return Problem(
                .notFound, "there is no route \(PrintableText(request.uri.path))", hint: "GET /openapi.json lists the routes"
            ).response()
        }
        let allowed = Set(methods).sorted().joined(separator: ", ")
        return Problem(
            .methodNotAllowed, "\(PrintableText(request.uri.path)) does not take \(request.method.rawValue), only \(allowed)"
        ).response(headers: [.allow: allowed])
    }
}
