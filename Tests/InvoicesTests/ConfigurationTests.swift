import Administration
import Logging
import XCTest

@testable import invoices

final class ConfigurationTests: XCTestCase {
    func testHasADefaultForEverything() throws {
        var reader = try ConfigurationReader(environment: [:])
        let configuration = InvoicesConfiguration(&reader, processors: 4)
        XCTAssertEqual(reader.faults, [])
        XCTAssertEqual(configuration.dataDirectory, ".data")
        XCTAssertEqual(configuration.database, ".data/invoices.db")
        XCTAssertEqual(configuration.listenAddress, .inherited)
        XCTAssertEqual(configuration.workers, 32)
        XCTAssertEqual(configuration.hashingThreads, 2)
        XCTAssertEqual(configuration.hashingQueue, 32)
        XCTAssertEqual(configuration.bcryptCost, 12)
        XCTAssertEqual(configuration.tokenLifetime, 1800)
        XCTAssertEqual(configuration.registration, .open)
        XCTAssertEqual(configuration.logLevel, .info)
        XCTAssertEqual(configuration.bodyLimit, 1_048_576)
        XCTAssertNil(configuration.publicURL)
    }

    func testReadsEveryVariable() throws {
        let configuration = try InvoicesConfiguration.reading([
            "INVOICES_DATA": "/data", "INVOICES_DATABASE": "/fast/i.db", "INVOICES_LISTEN": "tcp:[::1]:9000",
            "INVOICES_WORKERS": "3", "INVOICES_HASHING_THREADS": "5", "INVOICES_HASHING_QUEUE": "7",
            "INVOICES_BCRYPT_COST": "4", "INVOICES_TOKEN_MINUTES": "2", "INVOICES_REGISTRATION": "closed",
            "INVOICES_LOG_LEVEL": "debug", "INVOICES_BODY_LIMIT": "2048",
            "INVOICES_PUBLIC_URL": "https://invoices.example.com/",
        ])
        XCTAssertEqual(configuration.dataDirectory, "/data")
        XCTAssertEqual(configuration.database, "/fast/i.db")
        XCTAssertEqual(configuration.listenAddress, .tcp(host: "::1", port: 9000))
        XCTAssertEqual(configuration.workers, 3)
        XCTAssertEqual(configuration.hashingThreads, 5)
        XCTAssertEqual(configuration.hashingQueue, 7)
        XCTAssertEqual(configuration.bcryptCost, 4)
        XCTAssertEqual(configuration.tokenLifetime, 120)
        XCTAssertEqual(configuration.registration, .closed)
        XCTAssertEqual(configuration.logLevel, .debug)
        XCTAssertEqual(configuration.bodyLimit, 2048)
        XCTAssertEqual(configuration.publicURL, "https://invoices.example.com")
    }

    func testAnEmptyVariableCountsAsNotSet() throws {
        let empty = Dictionary(uniqueKeysWithValues: ConfigurationVariable.allCases.map { ($0.rawValue, "") })
        XCTAssertEqual(try InvoicesConfiguration.reading(empty), try InvoicesConfiguration.reading([:]))
    }

    func testReportsEveryInvalidVariableItsValueAndWhatIsAllowed() {
        XCTAssertEqual(
            faults([
                "INVOICES_WORKERS": "0", "INVOICES_BCRYPT_COST": "twelve", "INVOICES_TOKEN_MINUTES": "1.5",
                "INVOICES_REGISTRATION": "maybe", "INVOICES_LOG_LEVEL": "INFO",
            ]),
            [
                "INVOICES_WORKERS is “0”, but must be a whole number from 1 to 256.",
                "INVOICES_BCRYPT_COST is “twelve”, but must be a whole number from 4 to 20.",
                "INVOICES_TOKEN_MINUTES is “1.5”, but must be a whole number from 1 to 10080.",
                "INVOICES_REGISTRATION is “maybe”, but must be one of open, closed.",
                "INVOICES_LOG_LEVEL is “INFO”, but must be one of trace, debug, info, notice, warning, error, critical.",
            ])
    }

    func testRefusesNumbersOutsideTheirRange() {
        for (name, values) in [
            "INVOICES_WORKERS": ["257", "-1", " 4", "9223372036854775808"], "INVOICES_HASHING_THREADS": ["0", "65"],
            "INVOICES_HASHING_QUEUE": ["0", "10001"], "INVOICES_BCRYPT_COST": ["3", "21"],
            "INVOICES_TOKEN_MINUTES": ["0", "10081"], "INVOICES_BODY_LIMIT": ["1023", "67108865"],
        ] {
            for value in values { XCTAssertEqual(faults([name: value]).count, 1, "\(name)=\(value)") }
        }
    }

    func testParsesAndRefusesListenAddresses() {
        XCTAssertEqual(InvoicesConfiguration.ListenAddress(parsing: "unix:/run/i.sock"), .unix(path: "/run/i.sock"))
        XCTAssertEqual(
            InvoicesConfiguration.ListenAddress(parsing: "tcp:127.0.0.1:9000"), .tcp(host: "127.0.0.1", port: 9000))
        for wrong in [
            "unix:", "tcp:", "tcp:9000", "tcp::9000", "tcp:[]:9000", "tcp:host:0", "tcp:host:65536", "tcp:host:",
            "9000",
            "/run/i.sock", "udp:host:1",
        ] {
            XCTAssertNil(InvoicesConfiguration.ListenAddress(parsing: wrong), wrong)
            XCTAssertEqual(faults(["INVOICES_LISTEN": wrong]).count, 1, wrong)
        }
    }

    func testRefusesAPublicURLThatIsNotAnOrigin() {
        for wrong in [
            "invoices.example.com", "ftp://example.com", "https://", "https://:443", "https://example.com/path",
            "https://a@b.com",
            "https://exa mple.com", "https://example.com?x", "https://example.com#x",
        ] {
            XCTAssertEqual(faults(["INVOICES_PUBLIC_URL": wrong]).count, 1, wrong)
        }
        XCTAssertEqual(faults(["INVOICES_PUBLIC_URL": "http://localhost:8080"]), [])
    }

    func testSerialisesThePublicURLAsBrowsersDo() throws {
        for (typed, origin) in [
            ("https://Invoices.Example.com:443/", "https://invoices.example.com"),
            ("http://localhost:80", "http://localhost"), ("https://localhost:80", "https://localhost:80"),
            ("HTTPS://[::1]:8443", "https://[::1]:8443"),
        ] {
            let configuration = try InvoicesConfiguration.reading(["INVOICES_PUBLIC_URL": typed])
            XCTAssertEqual(configuration.publicURL, origin, typed)
        }
    }

    func testReadsTheFileAndTheEnvironmentTakesPrecedence() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("invoices.env", "INVOICES_WORKERS=5\nINVOICES_HASHING_QUEUE=6\n", mode: 0o644)
        let configuration = try InvoicesConfiguration.reading(["INVOICES_CONFIG": path, "INVOICES_WORKERS": "9"])
        XCTAssertEqual(configuration.workers, 9)
        XCTAssertEqual(configuration.hashingQueue, 6)
    }

    func testRefusesAFileThatCannotBeRead() throws {
        let directory = try TemporaryDirectory()
        XCTAssertEqual(
            faults(["INVOICES_CONFIG": "\(directory.path)/none"]),
            ["INVOICES_CONFIG names \(directory.path)/none, which cannot be read (No such file or directory)."])
        XCTAssertEqual(
            faults(["INVOICES_CONFIG": directory.path]),
            ["INVOICES_CONFIG names \(directory.path), which is not a regular file."])
        let broken = try directory.file("broken", "what is this\n")
        XCTAssertEqual(
            faults(["INVOICES_CONFIG": broken]),
            ["INVOICES_CONFIG names \(broken), in which line 1 is not NAME=VALUE."])
        let nested = try directory.file("nested", "INVOICES_CONFIG=other\n")
        XCTAssertEqual(faults(["INVOICES_CONFIG": nested]).count, 1)
        let long = try directory.file("long", String(repeating: "#\n", count: 40_000))
        XCTAssertEqual(
            faults(["INVOICES_CONFIG": long]), ["INVOICES_CONFIG names \(long), which is longer than 65536 bytes."])
    }

    func testRefusesAReadableFileThatContainsASecret() throws {
        let directory = try TemporaryDirectory()
        let secret = "a secret in a file of the environment"
        let path = try directory.file("invoices.env", "INVOICES_SECRET=\(secret)\n", mode: 0o640)
        let faults = faults(["INVOICES_CONFIG": path])
        XCTAssertEqual(faults.count, 1)
        XCTAssertFalse(faults.joined().contains(secret))
    }

    func testReportsUnknownNames() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("invoices.env", "INVOICES_WROKERS=5\nOTHER=1\n")
        let configuration = try InvoicesConfiguration.reading([
            "INVOICES_CONFIG": path, "INVOICES_PORT": "8080", "INVOICES_TLS_PORT": "8443", "INVOICES_BCRYPTCOST": "4",
            "HOME": "/root",
        ])
        XCTAssertEqual(configuration.unknownNames, ["INVOICES_BCRYPTCOST", "INVOICES_WROKERS"])
    }

    private func faults(_ environment: [String: String]) -> [String] {
        do {
            _ = try InvoicesConfiguration.reading(environment)
            return []
        } catch {
            return error.messages
        }
    }
}
