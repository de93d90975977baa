package import CarryoverCore

extension AutomaticStore {
    /// Reads the record where it is at present, without a prompt, a choice or a move.
    package func peek() async -> StoreReading {
        do throws(StoreError) {
            let marked = try await note.read()?.backend
            var isInFile = marked == .file
            if marked == nil { isInFile = try await file.isPresent() }
            if isInFile { return await file.read() }
            if marked == nil, wish == .file { return .absent }
            let reading = await keyring.peek()
            guard marked == nil || wish == .file, case .unavailable(let error) = reading,
                case .provenAbsent = BackendChoice.Keyring(error), wish != .keyring
            else { return reading }
            return await file.read()
        } catch {
            return error.reading
        }
    }

    /// What the store in use is, without a prompt, a choice or a move.
    func description() async -> StoreDescription {
        do throws(StoreError) {
            let marker = try await note.read()
            switch (marker?.backend, wish) {
            case (.keyring, _): return await keyring.describe()
            case (.file, _): return await file.describe(because: marker?.explanation)
            case (_, .keyring): return await keyring.describe()
            case (_, .file): return await file.describe()
            case (_, .best): break
            }
            let error = await failure { () throws(StoreError) in try await keyring.probe(mayPrompt: false) }
            guard let error else { return await keyring.describe() }
            if case .provenAbsent = BackendChoice.Keyring(error) {
                return await file.describe(because: "no keyring (\(error.code.rawValue))")
            }
            // Who was asked once and did not answer is not asked again.
            return StoreDescription(
                backend: .keyring,
                state: error.state,
                protection: .keyring,
                detail: error.description
            )
        } catch {
            return StoreDescription(
                backend: .file,
                state: error.state,
                protection: .none,
                detail: error.description
            )
        }
    }
}

/// Runs a call and returns its error, if it throws one.
func failure(_ call: () async throws(StoreError) -> Void) async -> StoreError? {
    do throws(StoreError) {
        try await call()
        return nil
    } catch {
        return error
    }
}
