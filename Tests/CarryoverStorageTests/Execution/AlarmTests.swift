import CarryoverStorage
import Testing

struct AlarmTests {
    @Test func `Alarms ring in the order of their times, whenever they were set`() async {
        let (rings, ring) = AsyncStream<String>.makeStream()
        let callOff = Alarm.system.set(.seconds(3600)) { ring.yield("in an hour") }
        _ = Alarm.system.set(.milliseconds(60)) { ring.yield("later") }
        _ = Alarm.system.set(.milliseconds(5)) { ring.yield("sooner") }
        var heard: [String] = []
        for await name in rings {
            heard.append(name)
            if heard.count == 2 { break }
        }
        #expect(heard == ["sooner", "later"])
        callOff()
    }

    @Test func `One that was called off does not ring, and those after it do`() async {
        let (rings, ring) = AsyncStream<String>.makeStream()
        let callOff = Alarm.system.set(.milliseconds(20)) { ring.yield("called off") }
        callOff()
        callOff()
        _ = Alarm.system.set(.milliseconds(40)) { ring.yield("kept") }
        #expect(await rings.first { _ in true } == "kept")
    }

    @Test func `No time at all, and more than there is, are times as well`() async {
        let (rings, ring) = AsyncStream<String>.makeStream()
        let callOff = Alarm.system.set(.seconds(Int64.max)) { ring.yield("never") }
        _ = Alarm.system.set(.seconds(-5)) { ring.yield("at once") }
        #expect(await rings.first { _ in true } == "at once")
        callOff()
    }
}
