/// The places of a table, and which use of each is the present one.
///
/// A place that was given back is used again, under a new number.
struct ReferenceSlots<Value> {
    private struct Slot {
        var use: UInt = 1
        var value: Value?
    }

    private let kind: Reference.Kind
    private var slots: [Slot] = []
    private var free: [Int] = []

    init(kind: Reference.Kind) { self.kind = kind }

    /// Takes a value in, or returns `nil` when there are too many.
    mutating func insert(_ value: Value) -> Reference? {
        let index: Int
        if let used = free.popLast() {
            index = used
        } else {
            guard slots.count < Reference.maximumIndex else { return nil }
            index = slots.count
            slots.append(Slot())
        }
        slots[index].value = value
        return Reference(kind: kind, index: index, use: slots[index].use)
    }

    /// The value, or `nil` when the reference is none of this table or was given back.
    func value(_ reference: Reference) -> Value? {
        guard let index = index(reference) else { return nil }
        return slots[index].value
    }

    /// Gives a value back.
    mutating func remove(_ reference: Reference) -> Value? {
        guard let index = index(reference), let value = slots[index].value else { return nil }
        slots[index].value = nil
        // A place whose numbers are spent is not used any more.
        if slots[index].use < Reference.maximumUse {
            slots[index].use += 1
            free.append(index)
        }
        return value
    }

    private func index(_ reference: Reference) -> Int? {
        guard reference.kind == kind, slots.indices.contains(reference.index),
            slots[reference.index].use == reference.use
        else { return nil }
        return reference.index
    }
}
