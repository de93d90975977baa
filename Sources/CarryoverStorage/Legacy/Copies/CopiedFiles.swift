package import CarryoverCore

/// Files of another program that are read from a private copy, because reading them where they lie would change them.
///
/// Every call may come from any task; the work happens on a thread of its own and is answered by a deadline. The copy is
/// removed before a call returns; what a killed process left is removed by the next call.
package struct CopiedFiles: Sendable {
    private let copies: ForeignCopies
    private let lane: BlockingLane
    private let deadline: Duration

    /// Creates the access.
    ///
    /// - Parameters:
    ///   - folders: Where a copy may be made; the first that works is taken, best one that is in memory only.
    ///   - maximumBytes: How much is copied at most.
    ///   - deadline: The longest time that one call may take.
    package init(
        folders: [String],
        calls: FileSystemCalls = .system,
        alarm: Alarm = .system,
        maximumBytes: Int = 256 << 20,
        deadline: Duration = .seconds(10),
        random: @escaping @Sendable (Int) -> [UInt8] = StorageFactory.systemRandom
    ) {
        copies = ForeignCopies(calls: calls, parents: folders, maximumBytes: maximumBytes, random: random)
        lane = BlockingLane(name: "carryover legacy copies", alarm: alarm, getpid: calls.getpid)
        self.deadline = deadline
    }

    /// Reads a group of files in its copy.
    ///
    /// - Parameters:
    ///   - place: What the group is about, for errors.
    ///   - body: Reads the folder with the copy. It may block.
    /// - Returns: What the body made of it, or `nil` when it is proven that there is no such group.
    package func read<Value: Sendable>(
        _ place: String,
        _ group: FileGroup,
        _ body: @escaping @Sendable (_ folder: String) throws(LegacySourceError) -> Value
    ) async throws(LegacySourceError) -> Value? {
        try await run(place) { (copies) throws(LegacySourceError) in
            let copy: PrivateCopy
            do throws(LegacyFileError) {
                guard let made = try copies.copy(group) else { return nil }
                copy = made
            } catch {
                throw .unreadable(error)
            }
            return try body(copy.path)
        }
    }

    private func run<Value: Sendable>(
        _ place: String,
        _ body: @escaping @Sendable (ForeignCopies) throws(LegacySourceError) -> Value
    ) async throws(LegacySourceError) -> Value {
        let answer: Result<Value, LegacySourceError>
        do throws(StoreError) {
            answer = try await lane.run(within: deadline, "read") { [copies] in
                do throws(LegacySourceError) {
                    return .success(try body(copies))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            throw LegacySourceError(.unreadable, place: place, detail: error.description)
        }
        return try answer.get()
    }
}
