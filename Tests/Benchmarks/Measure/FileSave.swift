import Carryover

/// A session stored in the encrypted file as a sign-in stores it: read, write durably, read back.
enum FileSave {
    static func measure(folder: String, rounds: Int) async throws {
        let storage = #"{"backend": "file", "directory": "\#(folder)/state"}"#
        let manager = try await App.manager(storage: storage)
        var times: [Double] = []
        for round in 0..<rounds {
            let watch = Stopwatch()
            // The same token again, so that nothing has to be revoked.
            try await App.signIn(manager, session: 0, lifetime: 3600 + round)
            times.append(watch.nanoseconds / 1000)
        }
        print("store_file_save_us", median(times))
    }
}
