import Glibc
import Testing

@testable import CarryoverCore
@testable import CarryoverCurl

@Suite("The end of a request's time", .timeLimit(.minutes(10)))
struct DeadlineTests {
    private typealias Looks = (
        first: Result<HTTPResponse, TransferFailure>?, second: Result<HTTPResponse, TransferFailure>?
    )

    /// Sends a request, lets its time pass while nobody looks, and then looks twice.
    ///
    /// - Parameter beforeLooking: Called when the server has the request.
    private func looks(
        at server: LoopbackServer,
        beforeLooking: @escaping () -> Void
    ) async throws -> Looks {
        #expect(CurlMulti.unavailability == nil)
        let request = HTTPRequest(.post, try server.endpoint(), timeout: .seconds(15))
        var looks: Looks = (nil, nil)
        _ = try? await withCheckedContinuation { continuation in
            guard let multi = CurlMulti(.init()) else { preconditionFailure("no memory") }
            let start = SuspendingClock.now
            let submission = Submission(id: 1, request: request, now: start, continuation: continuation)
            var table = TransferTable(multi, .init())
            table.add(submission)
            while server.requests.isEmpty {
                #expect(table.advance(at: start).isEmpty)
                sched_yield()
            }
            beforeLooking()
            let late = start + .seconds(60)
            looks.first = table.advance(at: late).first?.outcome
            looks.second = table.advance(at: late).first?.outcome
            submission.answer(
                looks.first ?? looks.second ?? .failure(TransferFailure(.unavailable, "neither"))
            )
            _ = table.endAll(.cancelled, "over")
        }.get()
        return looks
    }

    @Test("an answer that has come is read, however late its reader is")
    func answered() async throws {
        let (gate, sent) = (Gate(), Gate())
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            gate.wait()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            sent.open()
            connection.waitForHangUp()
        }
        let looks = try await looks(at: server) {
            gate.open()
            sent.wait()
        }
        let response = try looks.first?.get()
        #expect(response?.body.exposed == "ok")
    }

    @Test("an answer that has not come is looked for once more, and not longer")
    func unanswered() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.waitForHangUp()
        }
        let looks = try await looks(at: server) {}
        #expect(looks.first == nil)
        guard case .failure(let failure) = looks.second else {
            Issue.record("it has not ended")
            return
        }
        #expect(failure.code == .timedOut)
        #expect(failure.mayHaveArrived)
    }

    @Test(
        "a connection is probed while it waits, so that a server that is gone is told from one that is slow"
    )
    func probed() async throws {
        let server = try LoopbackServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.waitForHangUp()
        }
        let transport = CurlTransport()
        let request = HTTPRequest(.post, try server.endpoint())
        let call = Task { try? await transport.send(request) }
        for await _ in server.arrivals { break }
        let tcp = Int32(IPPROTO_TCP)
        let options = (0..<4096).filter { Self.peerPort(of: $0) == server.port }
            .map { [Self.option($0, SOL_SOCKET, SO_KEEPALIVE), Self.option($0, tcp, TCP_USER_TIMEOUT)] }
        #expect(options == [[1, 15_000]])
        call.cancel()
        _ = await call.value
    }

    private static func peerPort(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.baseAddress.map {
                getpeername(descriptor, $0.assumingMemoryBound(to: sockaddr.self), &length)
            }
        }
        return code == 0 && address.sin_family == sa_family_t(AF_INET)
            ? UInt16(bigEndian: address.sin_port) : nil
    }

    private static func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
    }
}
