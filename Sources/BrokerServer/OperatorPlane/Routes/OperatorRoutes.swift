import BrokerCore

/// Every route of the operator plane, by what it is about.
enum OperatorRoutes {
    static func all(service: any OperatorService, limits: OperatorPlaneConfiguration.Limits) -> [OperatorRoute] {
        transactions(service, limits) + deliveries(service) + events(service, limits) + machines(service, limits)
            + zeroCertificates(service, limits) + executors(service) + audit(service) + operators(service, limits)
            + authorities(service, limits)
            + metrics(service) + health(service) + [document]
    }
}
