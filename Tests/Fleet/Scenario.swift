/// One way a release can go.
struct Scenario: Sendable {
    let name: String
    let client: any Client
    let outage: Outage?

    /// Lives through all installations, several at a time; the result does not depend on how many.
    func run(_ population: Population, seconds: Int, tasks: Int) async -> Load {
        await withTaskGroup(of: Load.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var load = Load(seconds: seconds)
                    for number in stride(from: task, to: population.installations, by: tasks) {
                        client.live(number, in: population, during: outage, load: &load)
                    }
                    return load
                }
            }
            return await group.reduce(into: Load(seconds: seconds)) { $0.add($1) }
        }
    }
}
