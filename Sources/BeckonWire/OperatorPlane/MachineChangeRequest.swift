/// `PATCH /v1/machines/{machine}`: what is to be different. At least one member.
package struct MachineChangeRequest: Hashable, WireMessage {
    /// To be merged into the machine's labels; null removes one.
    package let labels: [String: String?]?
    /// Refuses the identities that are out from now on, and lets the next enrolment under the machine's name take its place.
    package let reidentify: Bool?
    /// Lets a machine enrol that awaits an approval.
    package let approve: Bool?

    package init(labels: [String: String?]? = nil, reidentify: Bool? = nil, approve: Bool? = nil) {
        self.labels = labels
        self.reidentify = reidentify
        self.approve = approve
    }

    package func validate() throws(WireError) {
        try Bounds.check(
            labels != nil || reidentify == true || approve == true, "",
            "nothing is to be changed: labels, \"approve\": true, or \"reidentify\": true")
        try Bounds.check(count: labels?.count ?? 0, "/labels", atMost: Bounds.labels)
        for (key, value) in labels ?? [:] { try Labels.check([key: value ?? "-"], at: "/labels") }
    }
}
