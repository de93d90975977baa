import FlyingFox
import Foundation

/// What each request passes through: ledger, faults, the server's own rules, ledger, delivery.
struct RequestPipeline: Sendable {
    let server: any MockServer
    let port: UInt16
    let ledger: Ledger?
    let faults: Faults?
    let clock: MockClock

    /// Answers one request.
    func respond(to call: Call, from clientPort: UInt16?) async throws -> HTTPResponse {
        let plan = faults?.take(for: call, at: server.name) ?? FaultPlan(faults: [])
        let ticket = plan.hangsBefore || plan.hangsAfter ? faults?.ticket() : nil
        let sequence = ledger?.arrived(call, at: server.name)
        if plan.hangsBefore {
            try await ticket?.wait()
        }
        try await wait(plan.delayBefore)
        if let delivery = plan.deliveryInstead {
            note(sequence, status: nil, outcome: "fault-\(plan.decisiveKind?.rawValue ?? "")", plan: plan)
            return response(to: nil, delivery: delivery, clientPort: clientPort)
        }

        var answer: Answer
        if let instead = plan.answerInstead {
            answer = instead
        } else {
            answer = try await work(call)
        }
        if plan.hangsAfter {
            try await ticket?.wait()
        }
        try await wait(plan.delayAfter)
        answer.headers.set("date", HTTPDate.string(clock.now.addingTimeInterval(plan.dateOffset)))
        plan.apply(to: &answer)

        let isSent = plan.delivery == .whole || plan.delivery == .truncated
        note(sequence, status: isSent ? answer.status : nil, answer: answer, plan: plan)
        return response(to: answer, delivery: plan.delivery, clientPort: clientPort)
    }

    private func work(_ call: Call) async throws -> Answer {
        do {
            return try await server.answer(call)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .json(["message": .string("\(error)")], status: 500, outcome: "mock-error")
        }
    }

    private func wait(_ seconds: Double) async throws {
        if seconds > 0 {
            try await Task.sleep(for: .seconds(seconds))
        }
    }

    private func note(_ sequence: Int?, status: Int?, outcome: String, plan: FaultPlan) {
        guard let sequence else { return }
        ledger?.answered(sequence, status: status, outcome: outcome, issued: [:], faults: plan.kinds)
    }

    private func note(_ sequence: Int?, status: Int?, answer: Answer, plan: FaultPlan) {
        guard let sequence else { return }
        ledger?.answered(
            sequence,
            status: status,
            outcome: answer.outcome,
            issued: TokenTrace.issued(by: answer),
            faults: plan.kinds
        )
    }

    private func response(to answer: Answer?, delivery: Delivery, clientPort: UInt16?) -> HTTPResponse {
        switch (delivery, answer) {
        case (.whole, .some(let answer)):
            return HTTPResponse(answer, body: HTTPBodySequence(data: answer.body))
        case (.truncated, .some(let answer)):
            // A body that is cut must have had something to cut: an empty one is announced as longer than it is.
            let half = [UInt8](answer.body.prefix(answer.body.count / 2))
            let body = HTTPBodySequence(from: BrokenBody(prefix: half), count: max(answer.body.count, 16))
            return HTTPResponse(answer, body: body)
        case (.reset, _):
            if let clientPort {
                ConnectionReset.arm(serverPort: port, clientPort: clientPort)
            }
            return HTTPResponse(webSocket: SilentClose())
        case (.closed, _), (.whole, .none), (.truncated, .none):
            return HTTPResponse(webSocket: SilentClose())
        }
    }
}
