import Synchronization

/// The objects of a kind that C apps hold references to.
final class ReferenceTable<Object: AnyObject & Sendable>: Sendable {
    private let slots: Mutex<ReferenceSlots<Object>>

    init(kind: Reference.Kind) { slots = Mutex(ReferenceSlots(kind: kind)) }

    /// Takes an object in, or returns `nil` when there are too many.
    func insert(_ object: Object) -> Reference? { slots.withLock { $0.insert(object) } }

    /// The object, or `nil` when the reference is none or was given back.
    subscript(reference: Reference) -> Object? { slots.withLock { $0.value(reference) } }

    /// Gives an object back.
    func remove(_ reference: Reference) -> Object? { slots.withLock { $0.remove(reference) } }
}
