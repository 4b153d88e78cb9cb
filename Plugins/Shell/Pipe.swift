import CSystemShims

/// Two ends of a pipe that no other child gets.
struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    init() throws(SpawnFailure) {
        var ends: [Int32] = [-1, -1]
        let code = process_open_pipe(&ends)
        guard code == 0 else { throw SpawnFailure(step: .descriptors, code: -code, program: "", directory: "") }
        reading = Descriptor(ends[0])
        writing = Descriptor(ends[1])
    }

    /// One end; the other is closed.
    consuming func takeReading() -> Descriptor { reading }
    consuming func takeWriting() -> Descriptor { writing }
}
