import CarryoverCore
import CarryoverStorage
import Glibc
import Synchronization
import Testing

struct BlockingLaneTests {
    /// An alarm that rings when the test says so.
    final class Bell: Sendable {
        private let waiting = Mutex<[Int: @Sendable () -> Void]>([:])
        private let ids = Counter()

        var alarm: Alarm {
            Alarm { _, ring in
                let id = self.ids.add()
                self.waiting.withLock { $0[id] = ring }
                return { self.waiting.withLock { $0[id] = nil } }
            }
        }

        /// Rings for every alarm, once so many are set.
        func ring(for count: Int = 1) async {
            while waiting.withLock({ $0.count < count }) { await Task.yield() }
            let alarms = waiting.withLock { waiting in
                defer { waiting = [:] }
                return waiting.values
            }
            for ring in alarms { ring() }
        }
    }

    /// Holds a thread until the test lets it go.
    final class Gate: Sendable {
        private let ends: (read: Int32, write: Int32)

        init() {
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            self.ends = (ends[0], ends[1])
        }

        deinit { close(ends.read) }

        func wait() {
            var byte: UInt8 = 0
            _ = read(ends.read, &byte, 1)
        }

        func open() { close(ends.write) }
    }

    @Test func `A call's result and error come back`() async throws {
        let lane = BlockingLane(name: "test", getpid: { 1 })
        #expect(try await lane.run(within: .seconds(60), "add") { 1 + 1 } == 2)
        let failed = await code {
            try await lane.run(within: .seconds(60), "fail") { () throws(StoreError) in
                throw StoreError(.full, operation: "fail", detail: "")
            }
        }
        #expect(failed == .full)
    }

    @Test func `A call that never returns is answered by the deadline, and the next one is not held up`()
        async throws
    {
        let bell = Bell()
        let gate = Gate()
        defer { gate.open() }
        let lane = BlockingLane(name: "test", alarm: bell.alarm, getpid: { 1 })
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        async let stuck = code {
            try await lane.run(within: .seconds(5), "hang") {
                hasBegun.finish()
                gate.wait()
            }
        }
        for await _ in begun {}
        await bell.ring()
        #expect(await stuck == .timedOut)
        #expect(try await lane.run(within: .seconds(5), "next") { 7 } == 7)
    }

    @Test func `A call whose deadline passes before its turn is never begun`() async throws {
        let bell = Bell()
        let gate = Gate()
        let lane = BlockingLane(name: "test", alarm: bell.alarm, maximumAbandoned: 1, getpid: { 1 })
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let runs = Counter()
        async let first = code {
            try await lane.run(within: .seconds(5), "hang") {
                hasBegun.finish()
                gate.wait()
            }
        }
        for await _ in begun {}
        async let late = code {
            try await lane.run(within: .seconds(5), "late") { _ = runs.add() }
        }
        await bell.ring(for: 2)
        #expect(await first == .timedOut)
        #expect(await late == .timedOut)
        gate.open()
        // With room for one abandoned call only, the lane works again once that one has come back.
        while await code({ try await lane.run(within: .seconds(5), "next") {} }) != nil { await Task.yield() }
        #expect(runs.value == 0)
    }

    @Test func `Threads that never come back are limited in number`() async throws {
        let bell = Bell()
        let gate = Gate()
        let lane = BlockingLane(name: "test", alarm: bell.alarm, maximumAbandoned: 2, getpid: { 1 })
        for _ in 0..<2 {
            let (begun, hasBegun) = AsyncStream<Void>.makeStream()
            async let stuck = code {
                try await lane.run(within: .seconds(5), "hang") {
                    hasBegun.finish()
                    gate.wait()
                }
            }
            for await _ in begun {}
            await bell.ring()
            #expect(await stuck == .timedOut)
        }
        #expect(await code { try await lane.run(within: .seconds(5), "next") {} } == .timedOut)
        gate.open()
        // Once they have come back after all, the lane works again.
        while await code({ try await lane.run(within: .seconds(5), "next") {} }) != nil { await Task.yield() }
    }

    @Test func `In a fork every call fails at once`() async throws {
        let process = Counter()
        let lane = BlockingLane(name: "test", getpid: { Int32(process.value) })
        process.add()
        #expect(await code { try await lane.run(within: .seconds(60), "read") {} } == .forked)
    }

    @Test func `A cancelled task still waits for its call`() async throws {
        let gate = Gate()
        let lane = BlockingLane(name: "test", getpid: { 1 })
        let done = Counter()
        let task = Task {
            try await lane.run(within: .seconds(60), "write") {
                gate.wait()
                _ = done.add()
            }
        }
        task.cancel()
        gate.open()
        try await task.value
        #expect(done.value == 1)
    }
}
