/// `PUT /v1/executors`: everything that a machine can do.
package struct ExecutorCatalogue: Hashable, WireMessage {
    package let executors: [ExecutorDescription]

    package init(executors: [ExecutorDescription]) {
        self.executors = executors
    }

    package func validate() throws(WireError) {
        try Bounds.check(count: executors.count, "/executors", atMost: Bounds.executors)
        var names = Set<String>()
        for (index, executor) in executors.enumerated() {
            do { try executor.validate() } catch {
                throw WireError(error.message, at: "/executors/\(index)" + error.pointer)
            }
            try Bounds.check(names.insert(executor.name).inserted, "/executors/\(index)/name", "registered twice")
        }
    }
}
