import Accounts
import Administration
import Application
import Primitives
import XCTest

final class ControlMessageTests: XCTestCase {
    func testRequestsAreReadAsTheyWereWritten() throws {
        for request in [
            AdministrationRequest.listUsers, .probe, .removeExpiredRecords, .setActive(user: "ada", true),
            .setActive(user: "ada@example.com", false),
            .setPassword(user: "ada", " \"päss\"\\\n\t\u{1F600} "),
            .addUser(email: "a@example.com", username: "ada", fullName: "Ada \"L\"", password: "a good one"),
            .addUser(email: "", username: "", fullName: nil, password: ""),
        ] {
            let line = request.controlLine
            XCTAssertFalse(line.contains(UInt8(ascii: "\n")))
            XCTAssertEqual(try AdministrationRequest(controlLine: line), request)
        }
    }

    func testRepliesAreReadAsTheyWereWritten() throws {
        let users = [
            User(
                id: 1, ledger: 2, email: "a@example.com", username: "ada", fullName: "Ada\nLovelace", isActive: true,
                dateCreated: Timestamp(seconds: 1_688_205_600), generation: 3),
            User(
                id: .max, ledger: .max, email: "b@example.com", username: "bob", fullName: nil, isActive: false,
                dateCreated: Timestamp(seconds: 0), generation: 0),
        ]
        for reply in [
            ControlReply.done(.user(users[0])), .done(.users(users)), .done(.users([])), .done(.healthy),
            .done(.removed(RemoveExpiredRecords.Removed(sessions: 2, idempotencyKeys: 0))),
            .refused(["One \"sentence\".", "And another."]),
        ] {
            let line = reply.controlLine
            XCTAssertFalse(line.contains(UInt8(ascii: "\n")))
            XCTAssertEqual(try ControlReply(controlLine: line), reply)
        }
    }

    func testRefusesInvalidRequests() {
        for line in [
            "", "{", "[]", "null", "\"list\"", "{}", #"{"command":1}"#, #"{"command":"unknown"}"#,
            #"{"command":"enable"}"#, #"{"command":"enable","user":7}"#, #"{"command":"password","user":"ada"}"#,
            #"{"command":"add","email":"a","username":"b"}"#,
            #"{"command":"add","email":"a","username":"b","password":"c","full_name":false}"#,
            #"{"command":"list"} x"#, #"{"command":"list","command":"list"}"#, "\u{FEFF}{\"command\":\"list\"}",
            String(repeating: "[", count: 10_000),
        ] {
            XCTAssertThrowsError(try AdministrationRequest(controlLine: Array(line.utf8)), line) { error in
                XCTAssertTrue(error is ControlSyntaxError)
            }
        }
        XCTAssertThrowsError(try AdministrationRequest(controlLine: [0xFF, 0xFE]))
    }

    func testRefusesInvalidReplies() {
        for line in [
            "", "{}", #"{"user":{}}"#, #"{"users":{}}"#, #"{"users":[1]}"#, #"{"refused":[]}"#, #"{"refused":[1]}"#,
            #"{"refused":"no"}"#,
            #"{"swept":{"sessions":1}}"#,
            #"{"user":{"id":1.5,"ledger":1,"email":"","username":"","is_active":true,"date_created":"2023-07-01T10:00:00Z","generation":0}}"#,
            #"{"user":{"id":1,"ledger":1,"email":"","username":"","is_active":true,"date_created":"yesterday","generation":0}}"#,
        ] {
            XCTAssertThrowsError(try ControlReply(controlLine: Array(line.utf8)), line) { error in
                XCTAssertTrue(error is ControlSyntaxError)
            }
        }
    }
}
