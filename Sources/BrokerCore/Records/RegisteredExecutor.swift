package import BeckonWire

/// An executor as machines registered it, with its place in the list of them.
package struct RegisteredExecutor: Hashable, Sendable {
    package let cursor: ExecutorCursor
    package let view: ExecutorView

    package init(cursor: ExecutorCursor, view: ExecutorView) {
        self.cursor = cursor
        self.view = view
    }
}
