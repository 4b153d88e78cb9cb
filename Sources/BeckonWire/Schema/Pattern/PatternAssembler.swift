/// Lays a parsed pattern out as instructions, within a limit.
struct PatternAssembler {
    private var program: [PatternInstruction] = []
    private let limit: Int
    /// Parts laid out; counts those that take no instruction too, which could be repeated without end otherwise.
    private var parts = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func assemble(_ syntax: PatternSyntax) throws(PatternError) -> [PatternInstruction] {
        try emit(syntax)
        try append(.match)
        return program
    }

    private mutating func append(_ instruction: PatternInstruction) throws(PatternError) {
        guard program.count < limit else { throw tooLarge }
        program.append(instruction)
    }

    private var tooLarge: PatternError {
        PatternError(message: "too large: with every {m,n} written out it may have \(limit) states")
    }

    private mutating func emit(_ syntax: PatternSyntax) throws(PatternError) {
        parts += 1
        guard parts <= 4 * Pattern.maximumStates else { throw tooLarge }
        switch syntax {
        case .one(let set): try append(.one(set))
        case .start: try append(.start)
        case .end: try append(.end)
        case .sequence(let parts): for part in parts { try emit(part) }
        case .alternatives(let alternatives): try emitAlternatives(alternatives)
        case .repeated(let part, let minimum, let maximum): try emitRepeated(part, minimum, maximum)
        }
    }

    /// split(first, rest); first; jump(end); rest…
    private mutating func emitAlternatives(_ alternatives: [PatternSyntax]) throws(PatternError) {
        var jumps: [Int] = []
        for alternative in alternatives.dropLast() {
            let split = program.count
            try append(.split(split + 1, split + 1))
            try emit(alternative)
            jumps.append(program.count)
            try append(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        if let last = alternatives.last { try emit(last) }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func emitRepeated(_ part: PatternSyntax, _ minimum: Int, _ maximum: Int?) throws(PatternError) {
        for _ in 0..<minimum { try emit(part) }
        guard let maximum else { return try emitLoop(part) }
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(program.count)
            try append(.split(0, 0))
            try emit(part)
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }

    /// split(part, end); part; jump(split).
    private mutating func emitLoop(_ part: PatternSyntax) throws(PatternError) {
        let split = program.count
        try append(.split(split + 1, split + 1))
        try emit(part)
        try append(.jump(split))
        program[split] = .split(split + 1, program.count)
    }
}
