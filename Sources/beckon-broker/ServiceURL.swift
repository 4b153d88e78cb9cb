/// The URL of one of the planes.
enum ServiceURL {
    static func text(host: String, port: Int) -> String {
        // An IPv6 address stands in brackets.
        "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
