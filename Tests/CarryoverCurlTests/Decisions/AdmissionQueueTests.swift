import Testing

@testable import CarryoverCurl

@Suite("Admission")
struct AdmissionQueueTests {
    let start = SuspendingClock.now
    var queue = AdmissionQueue<String>(capacity: 2)

    private mutating func add(_ name: String, _ id: UInt64, after seconds: Int = 60) {
        queue.append(name, id: id, deadline: start + .seconds(seconds))
    }

    @Test("first come, first served, up to the capacity")
    mutating func order() {
        for (id, name) in ["a", "b", "c"].enumerated() { add(name, UInt64(id)) }
        #expect(queue.next(running: 0) == "a")
        #expect(queue.next(running: 1) == "b")
        #expect(!queue.canStart(running: 2))
        #expect(queue.next(running: 2) == nil)
        #expect(queue.canStart(running: 1))
        #expect(queue.next(running: 1) == "c")
        #expect(!queue.canStart(running: 1))
        #expect(queue.next(running: 0) == nil)
    }

    @Test("one that was removed is skipped, and can be removed once")
    mutating func removed() {
        for (id, name) in ["a", "b", "c"].enumerated() { add(name, UInt64(id)) }
        #expect(queue.remove(0) == "a")
        #expect(queue.remove(0) == nil)
        #expect(queue.next(running: 0) == "b")
        #expect(queue.remove(1) == nil)
        #expect(queue.removeAll() == ["c"])
        #expect(queue.removeAll() == [])
    }

    @Test("those whose time is over leave, at the very moment and in order")
    mutating func expiry() {
        add("late", 1, after: 5)
        add("patient", 2, after: 50)
        add("soon", 3, after: 5)
        #expect(queue.nextDeadline == start + .seconds(5))
        #expect(queue.expire(at: start + .milliseconds(4999)) == [])
        #expect(queue.expire(at: start + .seconds(5)) == ["late", "soon"])
        #expect(queue.nextDeadline == start + .seconds(50))
        #expect(queue.next(running: 0) == "patient")
        #expect(queue.nextDeadline == nil)
    }

    @Test("a capacity of nothing is one", arguments: [0, -1])
    func capacity(given: Int) {
        var queue = AdmissionQueue<String>(capacity: given)
        queue.append("a", id: 1, deadline: start)
        #expect(queue.next(running: 0) == "a")
    }
}
