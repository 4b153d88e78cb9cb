/// `POST /v1/transactions/{id}/fetch`, the third request.
package struct FetchRequest: Hashable, WireMessage {
    package let session: AgentSession?

    package init(session: AgentSession?) {
        self.session = session
    }

    package func validate() throws(WireError) {
        try session?.validate()
    }
}
