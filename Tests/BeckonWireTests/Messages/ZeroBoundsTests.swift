import BeckonWire
import Testing

@Suite struct ZeroBoundsTests {
    @Test func labelsForWhoeverHasTheFileAreAWarning() {
        let labels = ["role": "web", "env": "prod"]
        #expect(ZeroBounds(labels: labels).warnings.first?.contains("env=prod, role=web") == true)
        #expect(ZeroBounds(uses: 3, labels: labels).warnings.isEmpty)
        #expect(ZeroBounds(labels: labels, approval: true).warnings.isEmpty)
        #expect(ZeroBounds().warnings.isEmpty)
        #expect(ZeroBounds(labels: [:]).warnings.isEmpty)
    }
}
