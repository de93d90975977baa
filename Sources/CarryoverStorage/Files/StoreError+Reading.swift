import CarryoverCore

extension StoreError {
    /// What a reader is told who met this error: never that there is nothing.
    var reading: StoreReading {
        switch code {
        case .damaged, .newerFormat: .corrupt(self)
        case .locked: .locked(self)
        default: .unavailable(self)
        }
    }

    /// The state of a store whose reader met this error.
    var state: StoreDescription.State {
        switch reading {
        case .corrupt: .corrupt
        case .locked: .locked
        default: .unavailable
        }
    }
}
