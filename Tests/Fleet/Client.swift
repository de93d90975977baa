/// How an installation goes about its migration.
protocol Client: Sendable {
    /// Lives through an installation's diary, up to the migration or the end of the time that is looked at.
    func live(_ number: Int, in population: Population, during outage: Outage?, load: inout Load)
}
