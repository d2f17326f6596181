import HTTP
import HTTPTypes
import JSON

extension Health: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "checkHealth", tag: .service, summary: "Check the service's health",
            description: """
                For monitoring: 200 while the database can be read and written, 503 otherwise. The result is at most a \
                second old, so it may be requested as often as needed.
                """,
            answers: [
                SuccessAnswer(
                    .ok, "The service is healthy.",
                    content: .json(
                        .reference(to: .health),
                        [
                            .init(
                                "well", "The service is healthy",
                                [
                                    "status": "ok", "database": "ok", "version": .string(facts.version),
                                    "started": "2023-07-01T10:00:00.123Z",
                                ])
                        ]))
            ],
            problems: [.unknownParameter])
    }
}
