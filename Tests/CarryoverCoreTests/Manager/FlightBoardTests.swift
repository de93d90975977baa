import Testing

@testable import CarryoverCore

struct FlightBoardTests {
    private let a = Fingerprint(of: Secret("a"))
    private let b = Fingerprint(of: Secret("b"))

    struct Case: Sendable {
        let name: String
        /// What each waiter has seen refused.
        let rejected: [String?]
        /// What the flight brings; `nil` for a failure.
        let brought: String?
        let answered: [Int]
    }

    static let cases = [
        Case(name: "everybody is answered", rejected: [nil, nil], brought: "a", answered: [0, 1]),
        Case(name: "a refused token is no answer", rejected: [nil, "a"], brought: "a", answered: [0]),
        Case(name: "another token is", rejected: [nil, "a"], brought: "b", answered: [0, 1]),
        Case(name: "a failure answers all", rejected: [nil, "a"], brought: nil, answered: [0, 1]),
        Case(name: "nobody is left to answer", rejected: ["a", "a"], brought: "a", answered: []),
    ]

    @Test("a flight answers those whom its token helps", arguments: cases)
    func lands(_ row: Case) {
        var board = FlightBoard<Int>()
        for (number, rejected) in row.rejected.enumerated() {
            let isFirst = board.join(
                UInt64(number),
                number,
                FlightWish(unwanted: rejected.map { Fingerprint(of: Secret($0)) })
            )
            #expect(isFirst == (number == 0), "\(row.name)")
        }
        let landing = board.land(with: row.brought.map { Fingerprint(of: Secret($0)) })
        #expect(landing.answered.sorted() == row.answered, "\(row.name)")
        #expect(landing.fliesAgain == (row.answered.count < row.rejected.count), "\(row.name)")
        #expect(board.isFlying == landing.fliesAgain, "\(row.name)")
    }

    @Test("whoever came too late names the unwanted token for the next flight")
    func secondFlight() {
        var board = FlightBoard<Int>()
        _ = board.join(1, 1)
        _ = board.takeOff()
        _ = board.join(2, 2, FlightWish(unwanted: a))
        _ = board.join(3, 3, FlightWish(unwanted: b, isRefused: true))
        let first = board.land(with: a)
        #expect(first.answered.sorted() == [1, 3])
        #expect(first.fliesAgain)
        let demand = board.takeOff()
        #expect(demand == FlightDemand(unwanted: [a]))
        let second = board.land(with: a)
        #expect(second.answered == [2])
        #expect(!second.fliesAgain)
        let last = board.takeOff()
        #expect(last == FlightDemand())
    }

    @Test("a flight that was told of the unwanted token is not repeated, whatever it brings")
    func told() {
        var board = FlightBoard<Int>()
        _ = board.join(1, 1, FlightWish(unwanted: a, isRefused: true))
        _ = board.join(2, 2, FlightWish(unwanted: b))
        let demand = board.takeOff()
        #expect(demand == FlightDemand(unwanted: [a, b], refused: [a]))
        let landing = board.land(with: a)
        #expect(landing.answered.sorted() == [1, 2])
        #expect(!landing.fliesAgain)
    }

    @Test("a waiter that left is neither answered nor counted, and the flight goes on")
    func leaves() {
        var board = FlightBoard<Int>()
        let (one, two): (UInt64, UInt64) = (1, 2)
        _ = board.join(one, 1, FlightWish(unwanted: a))
        _ = board.join(two, 2)
        let left = [board.leave(one), board.leave(one)]
        #expect(left == [1, nil])
        let demand = board.takeOff()
        #expect(demand.unwanted.isEmpty)
        #expect(board.isFlying)
        let landing = board.land(with: a)
        #expect(landing.answered == [2])
    }

    @Test("whoever comes after take-off and needs a longer life than the token has waits for one more flight")
    func longerLife() {
        var board = FlightBoard<Int>()
        _ = board.join(1, 1, FlightWish(minimum: .seconds(60)))
        let first = board.takeOff()
        #expect(first.minimum == .seconds(60))
        _ = board.join(2, 2, FlightWish(minimum: .seconds(10)))
        _ = board.join(3, 3, FlightWish(minimum: .seconds(600)))
        // The first one was counted: a token that does not suit it is the best that was to be had.
        let landing = board.land(with: a) { $0 <= .seconds(30) }
        #expect(landing.answered.sorted() == [1, 2])
        #expect(landing.fliesAgain)
        let second = board.takeOff()
        #expect(second.minimum == .seconds(600))
        let last = board.land(with: b) { _ in false }
        #expect(last.answered == [3])
        #expect(!last.fliesAgain)
    }

    @Test("who comes late with an early number waits, leaves and is answered like all others")
    func lateNumber() {
        var board = FlightBoard<Int>()
        _ = board.join(7, 7)
        _ = board.join(9, 9, FlightWish(unwanted: a))
        #expect(board.land(with: a).answered == [7])
        let starts = [board.join(3, 3), board.join(8, 8), board.join(5, 5)]
        #expect(starts == [false, false, false])
        let left = [board.leave(5), board.leave(4), board.leave(2), board.leave(10)]
        #expect(left == [5, nil, nil, nil])
        #expect(board.land(with: b).answered == [3, 8, 9])
        #expect(!board.isFlying)
        let begun = board.join(6, 6)
        #expect(begun)
        #expect(board.land(with: b).answered == [6])
    }

    @Test("after a flight the next waiter starts another one")
    func nextFlight() {
        var board = FlightBoard<Int>()
        let starts = [board.join(1, 1), board.join(2, 2, FlightWish(unwanted: b))]
        _ = board.land(with: nil)
        let next = board.join(3, 3)
        #expect(starts + [next] == [true, false, true])
    }

    @Test("every waiter is answered exactly once, however they come and go")
    func eachOnce() {
        var board = FlightBoard<Int>()
        var generator = SystemRandomNumberGenerator()
        var (answers, left): ([Int: Int], Set<Int>) = ([:], [])
        for number in 0..<2_000 {
            let wish = FlightWish(unwanted: [nil, a, b].randomElement(using: &generator) ?? nil)
            _ = board.join(UInt64(number), number, wish)
            let other = max(0, number - Int.random(in: 0..<4, using: &generator))
            if Bool.random(using: &generator), let who = board.leave(UInt64(other)) { left.insert(who) }
            guard Int.random(in: 0..<10, using: &generator) == 0 else { continue }
            for who in board.land(with: [nil, a, b].randomElement(using: &generator) ?? nil).answered {
                answers[who, default: 0] += 1
            }
        }
        while board.isFlying { for who in board.land(with: nil).answered { answers[who, default: 0] += 1 } }
        #expect(answers.values.allSatisfy { $0 == 1 })
        #expect(answers.count + left.count == 2_000)
    }

    @Test("four times as many waiters cost about four times as much, whether they are answered or leave")
    func linear() async {
        // The square of it would be sixteen times as much.
        let factor = await Growth.factor(from: 2_000, to: 8_000, bound: 8) { count in
            ProcessorTime.spent {
                var board = FlightBoard<Int>()
                for number in 0..<count {
                    _ = board.join(UInt64(number), number, FlightWish(unwanted: number % 2 == 0 ? a : nil))
                }
                _ = board.takeOff()
                // From both ends, and out of the middle.
                for number in 0..<count / 4 {
                    _ = board.leave(UInt64(number))
                    _ = board.leave(UInt64(count - 1 - number))
                }
                let answered = board.land(with: b).answered.count
                #expect(answered == count - 2 * (count / 4))
            }
        }
        #expect(factor <= 8)
    }
}
