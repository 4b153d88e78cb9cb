import CSystemShims
import Glibc

/// Starting a `ShellCommand` with three descriptors.
enum Spawn {
    static func start(_ command: ShellCommand, input: Int32, output: Int32, errors: Int32) throws(SpawnFailure) -> pid_t {
        let environment = command.environment.map { "\($0.key)=\($0.value)" }
        let groups = command.user?.groups() ?? []
        var failedStep: Int32 = 0
        let pid = withCStrings(command.paths) { paths in
            withCStrings(command.arguments) { arguments in
                withCStrings(environment) { environment in
                    command.directory.withCString { directory in
                        groups.withUnsafeBufferPointer { groups in
                            var request = process_spawn_request()
                            request.paths = UnsafeRawPointer(paths).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                            request.arguments = UnsafePointer(arguments)
                            request.environment = UnsafePointer(environment)
                            request.directory = directory
                            request.descriptors = (input, output, errors, -1)
                            if let user = command.user {
                                request.change_user = 1
                                request.groups = groups.baseAddress
                                request.group_count = groups.count
                                request.gid = user.gid
                                request.uid = user.uid
                            }
                            return process_spawn(&request, &failedStep)
                        }
                    }
                }
            }
        }
        guard pid < 0 else { return pid }
        throw SpawnFailure(
            step: SpawnFailure.Step(rawValue: failedStep) ?? .fork, code: -pid, program: command.arguments[0],
            directory: command.directory)
    }

    /// A NULL-terminated array of C strings, valid until `body` returns.
    private static func withCStrings<Value>(
        _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        let strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { (strings + index).initialize(to: strdup(text)) }
        (strings + texts.count).initialize(to: nil)
        defer {
            for index in texts.indices { free(strings[index]) }
            strings.deallocate()
        }
        return body(strings)
    }
}
