import HTTP
import HTTPTypes
import JSON

extension Health: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "checkHealth", tag: .service, summary: "Is the service well?",
            description: """
                For whoever watches over the service: 200 while the database can be read and written, 503 otherwise. \
                What it says is a second old at most, so it may be asked as often as you like.
                """,
            answers: [
                SuccessAnswer(
                    .ok, "The service is well.",
                    content: .json(
                        .reference(to: .health),
                        [
                            .init(
                                "well", "All is well",
                                [
                                    "status": "ok", "database": "ok", "version": .string(facts.version),
                                    "started": "2023-07-01T10:00:00.123Z",
                                ])
                        ]))
            ],
            problems: [.unknownParameter])
    }
}
