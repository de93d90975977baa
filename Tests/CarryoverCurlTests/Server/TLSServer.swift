import Foundation

@testable import CarryoverCore

/// A TLS server in a child process, with a certificate of an authority that exists only for it.
///
/// It answers every request with the body `secure` and tells on its standard output how each handshake ended.
final class TLSServer {
    struct Options {
        /// What the certificate is for.
        var name = "DNS:localhost"
        /// The newest version it speaks.
        var newest = "TLSv1_3"
        /// What it chooses by ALPN (RFC 7301).
        var alpn = "http/1.1"
    }

    struct Failure: Error {}

    private static let python = ChildProcess.path(of: "python3")
    private static let openssl = ChildProcess.path(of: "openssl")
    static let isPossible = python != nil && openssl != nil

    let endpoint: Endpoint
    /// The certificate authority's file.
    let authority: String
    private let folder: URL
    private let process: ChildProcess

    init(_ options: Options = Options()) throws {
        guard let python = Self.python, let openssl = Self.openssl else { throw Failure() }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "carryover-tls-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        self.folder = folder
        func file(_ name: String) -> String { folder.appending(path: name).path }
        authority = file("ca.pem")
        try "subjectAltName=\(options.name)\n".write(toFile: file("name"), atomically: false, encoding: .utf8)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try ChildProcess.run(
            openssl,
            ["req", "-x509", "-keyout", file("ca.key"), "-out", authority, "-subj", "/CN=Test"] + key
        )
        try ChildProcess.run(
            openssl,
            ["req", "-keyout", file("key.pem"), "-out", file("request"), "-subj", "/CN=Server"] + key
        )
        let signer = [
            "-CA", authority, "-CAkey", file("ca.key"), "-set_serial", "1", "-extfile", file("name"),
        ]
        try ChildProcess.run(
            openssl,
            ["x509", "-req", "-in", file("request"), "-out", file("cert.pem"), "-days", "2"] + signer
        )
        process = try ChildProcess(
            python,
            [
                "-W", "ignore", "-c", Self.script, file("cert.pem"), file("key.pem"), options.newest,
                options.alpn,
            ]
        )
        guard let port = process.readLine() else { throw Failure() }
        endpoint = try Endpoint("https://localhost:\(port)/")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// How the next handshake ended: the version, or the reason of its failure; then what came first.
    func nextReport() -> String? { process.readLine() }

    private static let script = """
        import os, socket, ssl, sys, threading
        certificate, key, newest, alpn = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = min(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion[newest])
        context.maximum_version = ssl.TLSVersion[newest]
        context.set_alpn_protocols([alpn])
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        while True:
            plain, _ = listener.accept()
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    first = connection.recv(65536)
                    print(connection.version(), first.split(b"\\r\\n")[0].decode(), flush=True)
                    connection.sendall(b"HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\nsecure")
            except Exception as error:
                print("refused:", getattr(error, "reason", None) or error, flush=True)
        """
}
