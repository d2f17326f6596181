import Auth
import Primitives
import XCTest

final class CertificateExpiryTests: XCTestCase {
    func testSaysUntilWhenACertificateIsGood() {
        XCTAssertEqual(expiry(of: CertificateSamples.until2024), "2024-02-29T12:00:00Z")
        // Years from 2050 on are written in another form (RFC 5280, 4.1.2.5).
        XCTAssertEqual(expiry(of: CertificateSamples.until2051), "2051-07-01T10:00:00Z")
    }

    func testAChainIsAsGoodAsItsFirstToExpire() {
        let (early, late) = (CertificateSamples.until2024, CertificateSamples.until2051)
        XCTAssertEqual(expiry(of: early + late), "2024-02-29T12:00:00Z")
        XCTAssertEqual(expiry(of: "a comment\n" + late + "\n" + early), "2024-02-29T12:00:00Z")
    }

    func testWhatIsNoCertificateHasNoEnd() {
        let cut = String(CertificateSamples.until2024.dropLast(60))
        for text in ["", "text", cut, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            XCTAssertNil(expiry(of: text), text)
        }
    }

    private func expiry(of pem: String) -> String? {
        CertificateExpiry.earliest(inPEM: Array(pem.utf8))?.text
    }
}

private enum CertificateSamples {
    static let until2024 = """
        -----BEGIN CERTIFICATE-----
        MIH+MIGmAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNMjMwMTAxMDAw
        MDAwWhcNMjQwMjI5MTIwMDAwWjAMMQowCAYDVQQDDAFhMFkwEwYHKoZIzj0CAQYI
        KoZIzj0DAQcDQgAECnpxrgP2VEO0vksQCpQpHJ5yovhCR0vtJnevID8wFSh2wR0N
        ij03H1g3SZMQoypHdY85qEkgGxKZt5jtM/4o8jAKBggqhkjOPQQDAgNHADBEAiAl
        DUybIF2f/JJ3XodvBCp1wrh8/auLKMUGc7g0AJ/F2QIgHVKIWfem6adZoAFyHo+X
        G6dTtEbm5sQO8WOshUrONEw=
        -----END CERTIFICATE-----

        """
    static let until2051 = """
        -----BEGIN CERTIFICATE-----
        MIIBATCBqAIBAjAKBggqhkjOPQQDAjAMMQowCAYDVQQDDAFiMCAXDTIzMDEwMTAw
        MDAwMFoYDzIwNTEwNzAxMTAwMDAwWjAMMQowCAYDVQQDDAFiMFkwEwYHKoZIzj0C
        AQYIKoZIzj0DAQcDQgAECnpxrgP2VEO0vksQCpQpHJ5yovhCR0vtJnevID8wFSh2
        wR0Nij03H1g3SZMQoypHdY85qEkgGxKZt5jtM/4o8jAKBggqhkjOPQQDAgNIADBF
        AiEAorNiOZ3hnCyNe+NnJoZVdM7I3hvESVWvvSl5dlVPSigCIFPSyCUy6sxXoZZa
        pWc8+hVZ5DvksnjjSO5/byVVk5Yi
        -----END CERTIFICATE-----

        """
}
