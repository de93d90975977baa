/// Lets a limited number of tests run at once.
///
/// Each starts real servers and blocking clients; a hundred at once on a small machine would only measure its patience.
actor Turnstile {
    static let mocks = Turnstile(places: 12)

    private var places: Int
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { queue.append($0) }
        }
    }

    func leave() {
        if queue.isEmpty {
            places += 1
        } else {
            queue.removeFirst().resume()
        }
    }
}
