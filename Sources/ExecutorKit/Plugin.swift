import Glibc

/// A plugin: its name, and the one visible list of the executors that it registers.
public struct Plugin {
    private let name: String
    private let version: String
    private let executors: [any Executor.Type]

    public init(_ name: String, version: String, executors: [any Executor.Type]) {
        self.name = name
        self.version = version
        self.executors = executors
    }

    /// What the entry returns: the table for version 1 of the contract, nil for any other. The table lives as long as the
    /// process, so call this once.
    public func table(for abi: UInt32) -> UnsafePointer<executor_plugin_table_v1>? {
        guard abi == EXECUTOR_PLUGIN_ABI_V1 else { return nil }
        let declarations = UnsafeMutablePointer<executor_declaration_v1>.allocate(capacity: executors.count)
        for (index, executor) in executors.enumerated() {
            (declarations + index).initialize(to: Self.declaration(of: executor))
        }
        let table = UnsafeMutablePointer<executor_plugin_table_v1>.allocate(capacity: 1)
        var content = executor_plugin_table_v1()
        content.abi = EXECUTOR_PLUGIN_ABI_V1
        content.name = Self.lasting(name)
        content.version = Self.lasting(version)
        content.executors = UnsafePointer(declarations)
        content.executor_count = executors.count
        table.initialize(to: content)
        return UnsafePointer(table)
    }

    private static func declaration<E: Executor>(of type: E.Type) -> executor_declaration_v1 {
        var declaration = executor_declaration_v1()
        declaration.name = lasting(type.name)
        declaration.version = lasting(type.version)
        declaration.summary = lasting(type.summary)
        declaration.parameters_schema = lasting(type.parametersSchema)
        declaration.result_schema = type.resultSchema.flatMap { lasting($0) }
        declaration.context = Unmanaged.passRetained(ExecutorEntry(type)).toOpaque()
        declaration.run = { context, host, instruction in
            // Never NULL by the contract; a host that breaks it gets an unfinished run, not a crash.
            guard let context, let host, let instruction else { return }
            Unmanaged<ExecutorEntry>.fromOpaque(context).takeUnretainedValue().run(host, instruction.pointee)
        }
        return declaration
    }

    private static func lasting(_ text: String) -> UnsafePointer<CChar>? { UnsafePointer(strdup(text)) }
}
