/// Where an encoder puts a value: containers that are handed out early are filled later, so the place has an identity.
final class ElementBox {
    enum Content {
        case nothing
        case scalar(JSONElement)
        case array([ElementBox])
        case object([(name: String, value: ElementBox)])
    }

    var content = Content.nothing

    /// The place of a member; of an earlier one of the same name, if there is one.
    func member(_ name: String) -> ElementBox {
        var members: [(name: String, value: ElementBox)] = []
        if case .object(let present) = content { members = present }
        if let present = members.first(where: { $0.name == name }) { return present.value }
        let box = ElementBox()
        content = .object(members + [(name, box)])
        return box
    }

    func append() -> ElementBox {
        var elements: [ElementBox] = []
        if case .array(let present) = content { elements = present }
        let box = ElementBox()
        content = .array(elements + [box])
        return box
    }
}
