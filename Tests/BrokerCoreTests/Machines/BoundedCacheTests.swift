@testable import BrokerCore
import Testing

@Suite("The bounded cache")
struct BoundedCacheTests {
    @Test func holdsNoMoreThanItsLimit() {
        var cache = BoundedCache<Int, Int>(limit: 100)
        for number in 0..<10_000 {
            cache.insert(number, for: number)
            #expect(cache.count <= 100)
        }
        #expect(cache.value(of: 9999) == 9999)
        #expect(cache.value(of: 0) == nil)
    }

    @Test func keepsWhatIsUsed() {
        var cache = BoundedCache<Int, Int>(limit: 100)
        cache.insert(-1, for: -1)
        for number in 0..<1000 {
            cache.insert(number, for: number)
            #expect(cache.value(of: -1) == -1)
        }
    }

    @Test func changesAndRemovesInBothGenerations() {
        var cache = BoundedCache<Int, Int>(limit: 8)
        for number in 1...5 { cache.insert(number, for: number) }
        for number in 1...5 { cache.update(number) { $0 *= 10 } }
        #expect([1, 2, 5].map { cache.value(of: $0) } == [10, 20, 50])
        cache.insert(7, for: 1)
        cache.remove(2)
        #expect([1, 2].map { cache.value(of: $0) } == [7, nil])
    }
}
