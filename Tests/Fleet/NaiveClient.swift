/// A client that asks at every start, and every second for as long as it is refused.
struct NaiveClient: Client {
    func live(_ number: Int, in population: Population, during outage: Outage?, load: inout Load) {
        var diary = population.diary(of: number)
        while let visit = diary.next(), visit.start < load.horizon {
            guard let outage, outage.contains(visit.start) else {
                load.request(at: visit.start)
                return load.migrate()
            }
            let refused = Int((min(visit.end, outage.end) - visit.start).rounded(.up))
            load.requestEachSecond(from: visit.start, count: refused)
            guard visit.start + Double(refused) >= outage.end, visit.end >= outage.end else { continue }
            load.request(at: visit.start + Double(refused))
            return load.migrate()
        }
    }
}
