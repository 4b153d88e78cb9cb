/// A keyword's value, read as what the keyword takes.
struct SchemaOperand {
    let value: JSONValue
    let keyword: SchemaKeyword
    let pointer: String

    init(_ value: JSONValue, _ keyword: SchemaKeyword, at pointer: String) {
        self.value = value
        self.keyword = keyword
        self.pointer = pointer
    }

    func refusal(_ message: String) -> WireError { WireError("\(keyword.rawValue) \(message)", at: pointer) }

    func text() throws(WireError) -> String {
        guard case .string(let text) = value else { throw refusal("must be a string") }
        return text
    }

    func flag() throws(WireError) -> Bool {
        guard case .bool(let flag) = value else { throw refusal("must be true or false") }
        return flag
    }

    func number() throws(WireError) -> JSONNumber {
        guard let number = JSONNumber(value) else { throw refusal("must be a number") }
        return number
    }

    func count() throws(WireError) -> Int {
        guard case .integer(let integer) = try number(), integer >= 0, let count = Int(exactly: integer) else {
            throw refusal("must be an integer of 0 or more")
        }
        return count
    }

    /// At most 2^53, so that it is exact as a double too.
    func divisor() throws(WireError) -> Int64 {
        guard case .integer(let integer) = try number(), (1...(1 << 53)).contains(integer) else {
            throw refusal("must be an integer of 1 or more: other divisors are not supported")
        }
        return integer
    }

    func elements() throws(WireError) -> [JSONValue] {
        guard case .array(let elements) = value else { throw refusal("must be an array") }
        return elements
    }

    /// In order of their names, so that the same document always gives the same error.
    func members() throws(WireError) -> [(String, JSONValue)] {
        guard case .object(let members) = value else { throw refusal("must be an object") }
        return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func names() throws(WireError) -> [String] { try Self.names(value, orThrow: refusal("must be an array of names")) }

    func namesByName() throws(WireError) -> [String: [String]] {
        var names: [String: [String]] = [:]
        for (name, value) in try members() {
            names[name] = try Self.names(value, orThrow: refusal("must be an object of arrays of names"))
        }
        return names
    }

    private static func names(_ value: JSONValue, orThrow refusal: WireError) throws(WireError) -> [String] {
        guard case .array(let elements) = value else { throw refusal }
        let names = elements.compactMap(\.stringValue)
        guard names.count == elements.count else { throw refusal }
        return names
    }

    /// One type's name or several.
    func types() throws(WireError) -> [SchemaType] {
        let names: [JSONValue] = if case .array(let elements) = value { elements } else { [value] }
        let types = names.compactMap { $0.stringValue.flatMap(SchemaType.init(rawValue:)) }
        guard !types.isEmpty, types.count == names.count else {
            throw refusal("must be one or several of " + SchemaType.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return types
    }

    /// `$schema` demands nothing of a value, but another dialect's keywords would mean something else.
    func dialect() throws(WireError) -> SchemaAssertion? {
        let dialect = "https://json-schema.org/draft/2020-12/schema"
        guard value == .string(dialect) else { throw refusal("must be \(dialect)") }
        return nil
    }

    /// An annotation demands nothing of a value, and is refused only where it is not what the keyword takes.
    func annotation<Form>(_ form: (SchemaOperand) -> Form?) throws(WireError) -> SchemaAssertion? {
        guard form(self) != nil else { throw refusal("is not of the form that JSON Schema gives it") }
        return nil
    }
}
