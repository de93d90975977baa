import Glibc

/// Measures what can only be measured from inside a process, and prints a name and a number on each line.
///
///     measure hot-path                       a valid token, asked for over and over
///     measure waiters URL COUNT              tasks that ask during one refresh, at a server that takes 200 ms
///     measure outage                         requests in an hour without a server, at a call a second
///     measure idle                           wake-ups of a manager that keeps a session fresh for a day
///     measure save FOLDER ROUNDS             storing a session in the encrypted file
///     measure requests URL COUNT WIDTH       authenticated requests, so many at a time
///     measure repeat NAME COUNT              peek, token, configuration or sign-in, so often and nothing else
@main
struct Measure {
    static func main() async throws {
        var arguments = CommandLine.arguments.dropFirst()
        switch (arguments.popFirst(), arguments.count) {
        case ("hot-path", 0): try await HotPath.measure()
        case ("waiters", 2): try await Waiters.measure(url: text(&arguments), count: number(&arguments))
        case ("outage", 0): try await Outage.measure()
        case ("idle", 0): await Idle.measure()
        case ("save", 2): try await FileSave.measure(folder: text(&arguments), rounds: number(&arguments))
        case ("requests", 3):
            try await Requests.measure(
                url: text(&arguments),
                count: number(&arguments),
                width: number(&arguments)
            )
        case ("repeat", 2): try await Repetition.run(text(&arguments), number(&arguments))
        default:
            print("usage: see the head of Measure.swift")
            exit(2)
        }
    }

    private static func text(_ arguments: inout ArraySlice<String>) -> String { arguments.removeFirst() }

    private static func number(_ arguments: inout ArraySlice<String>) -> Int {
        guard let number = Int(arguments.removeFirst()), number > 0 else { exit(2) }
        return number
    }
}
