import CCarryoverCurl
import CarryoverCore
import Glibc

/// The transfers that libcurl works on, and the connections that they share.
///
/// It belongs to the thread that made it; only its ``Waker`` may be used from elsewhere. This is the one file
/// that knows libcurl; what there is to decide is decided in the pure types that it calls.
@safe struct CurlMulti: ~Copyable {
    /// Ends the wait of the loop's thread.
    ///
    /// `@unchecked Sendable`: `curl_multi_wakeup` is the one function that libcurl allows from any thread.
    /// Whoever holds a waker must not use it any more when the handle is gone.
    @safe struct Waker: @unchecked Sendable {
        fileprivate let multi: OpaquePointer

        func wakeUp() { unsafe carryover_curl_multi_wakeup(multi) }
    }

    /// A transfer that came to its end.
    struct Finished {
        let id: UInt64
        let outcome: Result<HTTPResponse, TransferFailure>
        let connectionsOpened: Int
    }

    /// Why libcurl cannot be used in this process, or `nil`; loads it the first time.
    static let unavailability: String? = load(["libcurl.so.4", "libcurl-gnutls.so.4"])

    /// Loads the first of the libraries that can be used.
    static func load(_ libraries: [String]) -> String? {
        var reasons: [String] = []
        for library in libraries {
            if let reason = unsafe carryover_curl_load(library) {
                reasons.append(unsafe String(cString: reason))
            } else if carryover_curl_version() < carryover_curl_oldest_version {
                reasons.append("\(library) is older than 7.87")
            } else {
                return nil
            }
        }
        return reasons.joined(separator: "; ")
    }

    private let multi: OpaquePointer
    private let configuration: CurlTransport.Configuration
    private var exchanges: [UInt64: Exchange] = [:]
    /// Whose each easy handle is.
    private var owners: [OpaquePointer: UInt64] = unsafe [:]
    /// Easy handles without a transfer and without options.
    ///
    /// To make one takes as long as to set all of its options.
    private var spares: [OpaquePointer] = unsafe []
    /// The most transfers at a time since there were none.
    private var busiest = 0

    /// Why nothing can be performed any more, or `nil`.
    private(set) var failure: TransferFailure?

    /// Creates an empty set of transfers; libcurl must have been loaded.
    ///
    /// - Returns: `nil` when there is no memory for it.
    init?(_ configuration: CurlTransport.Configuration) {
        guard let multi = unsafe carryover_curl_multi_new() else { return nil }
        unsafe self.multi = multi
        self.configuration = configuration
    }

    deinit {
        for exchange in exchanges.values {
            unsafe carryover_curl_multi_remove(multi, exchange.easy)
            unsafe carryover_curl_easy_free(exchange.easy)
        }
        for index in unsafe spares.indices { unsafe carryover_curl_easy_free(spares[index]) }
        unsafe carryover_curl_multi_free(multi)
    }

    var waker: Waker { unsafe Waker(multi: multi) }

    /// Begins a transfer.
    mutating func add(
        _ id: UInt64,
        _ plan: RequestPlan,
        limit: Int
    ) throws(TransferFailure) {
        guard let easy = unsafe spares.popLast() ?? carryover_curl_easy_new() else {
            throw Exchange.failure(CURLE_OUT_OF_MEMORY)
        }
        let exchange = unsafe Exchange(id, easy, plan, limit: limit)
        // The handle points into the exchange's memory, and has to go first.
        defer { withExtendedLifetime(exchange) {} }
        if let code = exchange.refusal(of: configuration) {
            unsafe carryover_curl_easy_free(easy)
            throw Exchange.failure(code)
        }
        let code = unsafe carryover_curl_multi_add(multi, easy)
        guard code == CURLM_OK else {
            unsafe carryover_curl_easy_free(easy)
            throw Self.failure(code)
        }
        exchanges[id] = exchange
        unsafe owners[easy] = id
    }

    /// Breaks a transfer off, or returns `nil` when it is unknown.
    mutating func remove(_ id: UInt64) -> (requestBegan: Bool, connectionsOpened: Int)? {
        guard let exchange = exchanges[id] else { return nil }
        defer { end(exchange, isWhole: false) }
        return (exchange.requestsBegun > 0, exchange.connectionsOpened)
    }

    /// Does whatever can be done without waiting.
    mutating func perform() -> [Finished] {
        keepConnections()
        let code = unsafe carryover_curl_multi_perform(multi)
        if code != CURLM_OK { failure = Self.failure(code) }
        var finished: [Finished] = []
        var result = CURLE_OK
        while let easy = unsafe carryover_curl_multi_next_ended(multi, &result) {
            guard let id = unsafe owners[easy], let exchange = exchanges[id] else { continue }
            finished.append(
                Finished(
                    id: exchange.id,
                    outcome: exchange.outcome(of: result),
                    connectionsOpened: exchange.connectionsOpened
                )
            )
            end(exchange, isWhole: result == CURLE_OK)
        }
        return finished
    }

    /// Forgets a transfer.
    ///
    /// - Parameter isWhole: Whether it came to a good end; only then its handle is used again.
    private mutating func end(_ exchange: Exchange, isWhole: Bool) {
        let easy = unsafe exchange.easy
        unsafe carryover_curl_multi_remove(multi, easy)
        unsafe owners[easy] = nil
        if isWhole, unsafe spares.count < sparesLimit {
            unsafe carryover_curl_easy_reset(easy)
            unsafe spares.append(easy)
        } else {
            unsafe carryover_curl_easy_free(easy)
        }
        // Last, because the handle has pointed into its memory.
        exchanges[exchange.id] = nil
    }

    /// A rush needs as many as it has transfers; each is 20 KiB, which are given back in the next lull.
    private var sparesLimit: Int { min(busiest, 32) }

    /// Waits for a socket, a timer of libcurl, a wake-up or the end of a time.
    mutating func wait(atMost time: Duration?) {
        let code = unsafe carryover_curl_multi_poll(multi, Int32(time?.wholeMilliseconds ?? Int(Int32.max)))
        if code != CURLM_OK { failure = Self.failure(code) }
    }

    /// libcurl counts the connections that are in use among those to keep, and would not reuse any in a rush; nor
    /// would it in a lull of a millisecond, if only those were counted that are in use right now.
    private mutating func keepConnections() {
        busiest = exchanges.isEmpty ? 0 : max(busiest, exchanges.count)
        while unsafe spares.count + exchanges.count > max(sparesLimit, 1), let easy = unsafe spares.popLast()
        {
            unsafe carryover_curl_easy_free(easy)
        }
        let idle = min(max(configuration.idleConnections, 1), 1000)
        unsafe carryover_curl_multi_set_kept_connections(multi, busiest + idle)
    }

    private static func failure(_ code: CURLMcode) -> TransferFailure {
        TransferFailure(.unavailable, unsafe String(cString: carryover_curl_multi_explain(code)))
    }
}

extension CurlMulti {
    /// One transfer: the easy handle, and the memory that it points to.
    @safe fileprivate final class Exchange {
        let id: UInt64
        let easy: OpaquePointer
        private(set) var requestsBegun = 0
        private let plan: RequestPlan
        private var collector: ResponseCollector
        private var refusedToRepeat = false
        private var lines: UnsafeMutablePointer<curl_slist>?
        private let errorText: UnsafeMutablePointer<CChar>

        init(_ id: UInt64, _ easy: OpaquePointer, _ plan: RequestPlan, limit: Int) {
            self.id = id
            unsafe self.easy = easy
            self.plan = plan
            collector = ResponseCollector(limit: limit)
            unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
            unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        }

        /// Sets the options of a handle that has none, and returns why one could not be set.
        func refusal(of configuration: CurlTransport.Configuration) -> CURLcode? {
            let codes = connectionOptions(configuration) + requestOptions() + callbacks()
            return codes.first { $0 != CURLE_OK }
        }

        deinit {
            // The list holds copies of the lines, credentials among them.
            var line = unsafe lines
            while let current = unsafe line {
                unsafe explicit_bzero(current.pointee.data, strlen(current.pointee.data))
                unsafe line = current.pointee.next
            }
            unsafe carryover_curl_list_free(lines)
            unsafe errorText.deallocate()
        }

        var connectionsOpened: Int {
            var count = 0
            unsafe carryover_curl_get_connects(easy, &count)
            return count
        }

        func outcome(of result: CURLcode) -> Result<HTTPResponse, TransferFailure> {
            guard result == CURLE_OK else { return .failure(failure(of: result)) }
            guard let response = collector.response else {
                let began = requestsBegun > 0
                return .failure(
                    TransferFailure(.connectionLost, "the header is incomplete", mayHaveArrived: began)
                )
            }
            return .success(response)
        }

        private func failure(of result: CURLcode) -> TransferFailure {
            let text = unsafe String(cString: errorText)
            return TransferFailure(
                curlCode: result.rawValue,
                requestBegan: requestsBegun > 0,
                interruption: refusedToRepeat ? .repeatRefused : collector.interruption,
                detail: text.isEmpty ? unsafe String(cString: carryover_curl_explain(result)) : text
            )
        }

        static func failure(_ code: CURLcode) -> TransferFailure {
            TransferFailure(.unavailable, unsafe String(cString: carryover_curl_explain(code)))
        }

        // MARK: - Options

        private func connectionOptions(_ configuration: CurlTransport.Configuration) -> [CURLcode] {
            var codes = unsafe [
                carryover_curl_set_protocols(easy, "http,https"),
                carryover_curl_refuse_redirects(easy),
                carryover_curl_ignore_netrc(easy),
                carryover_curl_require_tls_1_2(easy),
                carryover_curl_verify_peer(easy),
                carryover_curl_verify_host(easy),
                carryover_curl_use_no_signals(easy),
                // A name server that does not answer would otherwise hold up every cancellation.
                carryover_curl_abandon_resolver(easy),
                carryover_curl_set_connect_timeout(
                    easy,
                    max(configuration.connectTimeout.wholeMilliseconds, 1)
                ),
                carryover_curl_set_user_agent(easy, plan.userAgent),
                carryover_curl_hide_connect_headers(easy),
                carryover_curl_keep_headers_from_proxy(easy),
            ]
            if plan.avoidsProxy { codes.append(unsafe carryover_curl_set_proxy(easy, "")) }
            if configuration.idleConnections <= 0 { codes.append(unsafe carryover_curl_forbid_reuse(easy)) }
            if let file = configuration.certificateAuthorities {
                codes.append(unsafe carryover_curl_set_ca_file(easy, file))
                // Debian's libcurl trusts a whole folder besides.
                codes.append(unsafe carryover_curl_set_ca_folder(easy, nil))
            }
            return codes
        }

        private func requestOptions() -> [CURLcode] {
            var codes = unsafe [
                carryover_curl_set_error_buffer(easy, errorText),
                carryover_curl_set_url(easy, plan.url),
                carryover_curl_keep_path(easy),
                // Asks for no coding, and makes libcurl undo one that comes all the same.
                carryover_curl_set_accept_encoding(easy, "identity"),
            ]
            if plan.method == .head { codes.append(unsafe carryover_curl_use_head(easy)) }
            if let body = plan.body {
                let bytes = unsafe body.bytes
                // The buffer is never empty, so that there is always an address.
                if let address = bytes.baseAddress {
                    codes.append(unsafe carryover_curl_set_post_body(easy, address, curl_off_t(bytes.count)))
                }
            }
            if plan.method != .head {
                codes.append(unsafe carryover_curl_set_method_name(easy, plan.method.rawValue))
            }
            codes.append(addLines())
            return codes
        }

        private func addLines() -> CURLcode {
            var rest = unsafe plan.lines.bytes
            while let line = unsafe rest.baseAddress?.assumingMemoryBound(to: CChar.self), rest.count > 0 {
                guard let longer = unsafe carryover_curl_list_append(lines, line) else {
                    return CURLE_OUT_OF_MEMORY
                }
                unsafe lines = longer
                unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(strlen(line) + 1))
            }
            guard let lines = unsafe lines else { return CURLE_OK }
            return unsafe carryover_curl_set_headers(easy, lines)
        }

        // MARK: - Callbacks

        private func callbacks() -> [CURLcode] {
            let context = unsafe Unmanaged.passUnretained(self).toOpaque()
            return unsafe [
                carryover_curl_set_on_header(
                    easy,
                    { data, _, count, context in
                        let line = unsafe UnsafeRawBufferPointer(start: data, count: count)
                        return unsafe Exchange.of(context).collector.takeHeaderLine(line) ? count : 0
                    },
                    context
                ),
                carryover_curl_set_on_body(
                    easy,
                    { data, _, count, context in
                        let piece = unsafe UnsafeRawBufferPointer(start: data, count: count)
                        return unsafe Exchange.of(context).collector.takeBody(piece) ? count : 0
                    },
                    context
                ),
                carryover_curl_set_before_request(
                    easy,
                    { context, _, _, _, _ in
                        unsafe Exchange.of(context).mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
                    },
                    context
                ),
                carryover_curl_set_open_socket(easy) { _, _, address in
                    // Programs that the app starts must not inherit a connection.
                    let connection = unsafe socket(
                        address.pointee.family,
                        address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
                        address.pointee.protocol
                    )
                    ConnectionWatch.begin(connection)
                    return connection
                },
            ]
        }

        private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange {
            guard let context = unsafe context else { preconditionFailure("libcurl lost the context") }
            return unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
        }

        /// Called before the first byte of the request leaves, each time that libcurl would send it.
        private func mayBegin() -> Bool {
            guard requestsBegun == 0 || plan.isIdempotent else {
                refusedToRepeat = true
                return false
            }
            requestsBegun += 1
            return true
        }
    }
}
