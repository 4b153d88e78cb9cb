import ArgumentParser
package import BeckonWire

extension Identifier: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension OutputStream: ExpressibleByArgument {}

extension AuthorityKind: ExpressibleByArgument {}
