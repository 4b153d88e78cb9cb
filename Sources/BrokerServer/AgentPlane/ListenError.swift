/// The address to listen at cannot be had.
package struct ListenError: Error, CustomStringConvertible {
    let address: String
    let port: Int
    let cause: any Error

    package var description: String { "cannot listen at \(address), port \(port): \(cause)" }
}
