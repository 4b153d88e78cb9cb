import CSystemShims

/// Pipes that no other child gets.
enum Pipe {
    /// Two descriptors, which the caller closes.
    static func open() throws(SpawnFailure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        let code = process_open_pipe(&ends)
        guard code == 0 else { throw SpawnFailure(step: .descriptors, code: -code, program: "", directory: "") }
        return (ends[0], ends[1])
    }
}
