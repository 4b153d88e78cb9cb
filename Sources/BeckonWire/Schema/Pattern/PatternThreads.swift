/// The states in which an automaton is at one place in the text, each at most once.
struct PatternThreads {
    private let program: [PatternInstruction]
    private(set) var active: [Int] = []
    private var isActive: [Bool]
    private var pending: [Int] = []

    init(_ program: [PatternInstruction]) {
        self.program = program
        isActive = [Bool](repeating: false, count: program.count)
    }

    mutating func clear() {
        for index in active { isActive[index] = false }
        active.removeAll(keepingCapacity: true)
    }

    /// Adds a state and all that follow without taking a character; true where the match is among them.
    mutating func add(_ index: Int, at position: Int, end: Int) -> Bool {
        pending.append(index)
        while let index = pending.popLast() {
            guard !isActive[index] else { continue }
            isActive[index] = true
            active.append(index)
            switch program[index] {
            case .one: break
            case .split(let first, let second): pending += [second, first]
            case .jump(let target): pending.append(target)
            case .start: if position == 0 { pending.append(index + 1) }
            case .end: if position == end { pending.append(index + 1) }
            case .match: return true
            }
        }
        return false
    }
}
