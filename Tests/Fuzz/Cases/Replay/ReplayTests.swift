import FoundationEssentials
import Testing

/// The fuzzer's inputs in an ordinary test run: the corpora, what once crashed, and some thousand changes of both.
@Suite(.timeLimit(.minutes(10)))
struct ReplayTests {
    private static let mutations = 3000

    private static let corpora =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Corpora"

    private static func corpus(_ target: String) throws -> [[UInt8]] {
        let folder = "\(corpora)/\(target)"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")))
        }
    }

    @Test("every corpus has its target, and every target a name of its own")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpora)
        #expect(folders.sorted() == FuzzTarget.all.map(\.name).sorted())
    }

    @Test(
        "every input of a corpus, every known crasher and their changes are survived",
        arguments: FuzzTarget.all.map(\.name)
    )
    func replay(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let corpus = try Self.corpus(name)
        let crashers = KnownCrashers.inputs(of: name)
        #expect(!corpus.isEmpty, "there is no corpus")
        #expect(!crashers.isEmpty, "there are no known crashers")
        for input in corpus + crashers { target.run(input) }

        let seeds = corpus + crashers.filter { $0.count <= 1024 }
        var mutations = SeededMutations(seed: 20_261_124)
        for _ in 0..<Self.mutations {
            let input = seeds[Int.random(in: 0..<seeds.count, using: &mutations)]
            let other = seeds[Int.random(in: 0..<seeds.count, using: &mutations)]
            target.run(mutations.mutate(input, with: other))
        }
    }
}
