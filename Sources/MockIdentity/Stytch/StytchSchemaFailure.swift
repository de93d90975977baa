/// What Stytch says of a member of the wrong type: another form than all its other errors.
struct StytchSchemaFailure: Error, Sendable {
    let path: String
    let expected: String

    var answer: Answer {
        .json(
            [
                "body": [
                    [
                        "keyword": "type", "dataPath": .string(path),
                        "schemaPath": .string("#/properties/\(path.dropFirst())/type"),
                        "params": ["type": .string(expected)], "message": .string("should be \(expected)"),
                    ]
                ]
            ],
            status: 400,
            outcome: "bad-request"
        )
    }
}
