/// Refuses schemas that come back to themselves without going deeper into the value, such as `{"$ref": "#/$defs/a"}` as the
/// definition of `a`: they have no meaning, and a check of them no end.
enum SchemaChains {
    static func check(_ nodes: [SchemaNode]) throws(WireError) {
        var heights = [Int?](repeating: nil, count: nodes.count)
        for node in nodes.indices { _ = try height(of: node, in: nodes, &heights, depth: 0) }
    }

    /// The longest chain of schemas below a node that look at the same value. A loop is an endless chain: one bound finds both.
    private static func height(
        of node: Int, in nodes: [SchemaNode], _ heights: inout [Int?], depth: Int
    ) throws(WireError) -> Int {
        if let height = heights[node] { return height }
        let refusal = WireError(
            "$ref, allOf, anyOf, oneOf and not lead to themselves, or more than \(JSONSchema.Limits.chain) deep, without "
                + "going into properties or items")
        guard depth < JSONSchema.Limits.chain else { throw refusal }
        var height = 0
        for next in nodes[node].inPlace {
            height = max(height, try self.height(of: next, in: nodes, &heights, depth: depth + 1) + 1)
        }
        guard height <= JSONSchema.Limits.chain else { throw refusal }
        heights[node] = height
        return height
    }
}
