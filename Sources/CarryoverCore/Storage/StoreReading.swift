/// The five answers to "what is in the store?".
///
/// Only ``absent`` means that there is no record. The other three say that it could not be known, and nothing may
/// be erased, replaced or migrated on their account.
public enum StoreReading: Sendable {
    /// The record.
    case value(StoredValue)
    /// Proven: the store could be searched and holds no record.
    case absent
    /// The store is there and locked.
    case locked(StoreError)
    /// The store could not be asked.
    case unavailable(StoreError)
    /// There is a record, and it cannot be understood. It stays where it is.
    case corrupt(StoreError)
}
