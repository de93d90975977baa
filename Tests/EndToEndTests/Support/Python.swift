/// The Python whose packages some tests need.
enum Python {
    static let path = Installation.environmentValue("CARRYOVER_PYTHON")
}
