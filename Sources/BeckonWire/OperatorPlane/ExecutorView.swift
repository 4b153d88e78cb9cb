/// An executor as the subscriber's machines registered it; each different registration is one of these.
package struct ExecutorView: Hashable, WireMessage {
    package let executor: ExecutorDescription
    /// How many machines registered exactly this.
    package let machines: Int

    package init(executor: ExecutorDescription, machines: Int) {
        self.executor = executor
        self.machines = machines
    }
}
