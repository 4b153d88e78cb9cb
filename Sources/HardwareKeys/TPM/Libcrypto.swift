import BeckonIdentity
import COpenSSL

/// libcrypto 3, found at run time.
struct Libcrypto {
    let call: openssl_functions

    /// - Throws: `.keyUnavailable` where this machine has none.
    init() throws(IdentityError) {
        var functions: openssl_functions?
        var reason = [CChar](repeating: 0, count: 256)
        functions = withUnsafeTemporaryAllocation(of: openssl_functions.self, capacity: 1) { room in
            guard let place = room.baseAddress, openssl_functions_load(place, &reason, reason.count) else { return nil }
            return place.move()
        }
        guard let functions else {
            let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            throw IdentityError(
                .keyUnavailable, "a key in a TPM needs libcrypto 3: \(text)", hint: "apt-get install libssl3 tpm2-openssl")
        }
        call = functions
    }

    /// What this thread's last calls complained about, newest last, at most 4 reasons; they are forgotten.
    func complaints() -> String {
        var reasons: [String] = []
        var data: UnsafePointer<CChar>?
        while case let code = call.ERR_get_error_all(nil, nil, nil, &data, nil), code != 0 {
            let reason = call.ERR_reason_error_string(code).map { String(cString: $0) }
            let detail = data.map { String(cString: $0) } ?? ""
            let text = [reason, detail.isEmpty ? nil : detail].compactMap { $0 }.joined(separator: ": ")
            if !text.isEmpty, reasons.count < 4, !reasons.contains(text) { reasons.append(text) }
        }
        return reasons.isEmpty ? "libcrypto does not say why" : reasons.joined(separator: "; ")
    }
}
