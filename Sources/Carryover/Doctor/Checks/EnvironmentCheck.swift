/// Which variables would send libsecret elsewhere.
enum EnvironmentCheck {
    private static let name = "environment"
    private static let switches = [
        "SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD", "SECRET_SERVICE_BUS_NAME",
    ]

    static func finding(_ variables: [String: String]) -> Finding {
        let present = switches.filter { variables[$0] != nil }
        guard !present.isEmpty else { return Finding(name, .ok, "nothing redirects libsecret") }
        return Finding(
            name,
            .ok,
            "\(present.joined(separator: ", ")): other programs are redirected by it, this one is not",
            remedy: "unset it if other programs shall find their secrets in the keyring"
        )
    }
}
