import CCarryoverSecret
import Synchronization

extension KeyringConnection {
    /// What ends the calls of one operation early, from any thread.
    ///
    /// `@unchecked Sendable`: the pointer is set under the mutex, and GLib's cancellables may be used by any
    /// thread.
    @safe final class Cancellation: @unchecked Sendable {
        @safe private struct State {
            var pointer: OpaquePointer?
            var isCancelled = false
        }

        private let state = Mutex(State())

        deinit {
            if let pointer = unsafe state.withLock({ unsafe $0.pointer }) {
                unsafe carryover_secret_cancellation_free(pointer)
            }
        }

        /// Ends the present call and all later ones.
        func cancel() {
            state.withLock { state in
                state.isCancelled = true
                if let pointer = unsafe state.pointer { unsafe carryover_secret_cancellation_cancel(pointer) }
            }
        }

        /// What a call is given; it is made by the first call, for making it takes the library.
        func begin() -> OpaquePointer? {
            unsafe state.withLock { state in
                if unsafe state.pointer == nil {
                    unsafe state.pointer = carryover_secret_cancellation_new()
                    if state.isCancelled { unsafe carryover_secret_cancellation_cancel(state.pointer) }
                }
                return unsafe state.pointer
            }
        }
    }
}
