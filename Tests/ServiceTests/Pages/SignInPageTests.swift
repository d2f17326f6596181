import HTTP
import HTTPTypes
import XCTest

/// `/login`, `/register` and `/account`: what an invalid form comes back with.
final class SignInPageTests: XCTestCase {
    func testAWrongPasswordAndAnUnknownNameAreToldApartByNobody() throws {
        let house = try House()
        _ = house.register()
        var pages: [String] = []
        for name in ["anna", "nobody"] {
            let answer = try Browser(house).signIn(name, password: "not the password")
            XCTAssertEqual(answer.status, 401)
            XCTAssertEqual(try answer.form("/login")["username"], name)
            XCTAssertEqual(try answer.form("/login")["password"], "")
            XCTAssertFalse(answer.text.contains("not the password"))
            pages.append(answer.words)
        }
        XCTAssertTrue(pages[0].contains("The user name or the password is wrong."))
        XCTAssertEqual(pages[0], pages[1])
    }

    func testSigningInTakesTheNameOrTheAddressInAnyCase() throws {
        let house = try House()
        _ = house.register()
        for name in ["ANNA", " anna ", "Anna@Example.COM"] {
            XCTAssertEqual(try Browser(house).signIn(name).location, "/", name)
        }
    }

    func testAnEmptySignInFormSaysWhatIsMissing() throws {
        let answer = try Browser(try House()).signIn(" ", password: "")
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(answer.error(at: "username"), "The user name is required.")
        XCTAssertEqual(answer.error(at: "password"), "The password is required.")
        XCTAssertTrue(answer.words.hasPrefix(" Error: Sign in · Invoices"), answer.words)
        XCTAssertTrue(answer.links.contains("#username"))
    }

    func testAnInvalidRegistrationComesBackWithWhatWasTyped() throws {
        let browser = Browser(try House())
        let answer = try browser.submit(
            "/register", ["email": "no address", "username": "a b", "full_name": "Anna <A>", "password": "kurz"])
        XCTAssertEqual(answer.status, 422)
        let form = try answer.form("/register")
        XCTAssertEqual(form["email"], "no address")
        XCTAssertEqual(form["username"], "a b")
        XCTAssertEqual(form["full_name"], "Anna <A>")
        XCTAssertEqual(form["password"], "")
        XCTAssertFalse(answer.text.contains("kurz"))
        XCTAssertEqual(
            answer.error(at: "email"), "The e-mail address must be an e-mail address such as name@example.com.")
        XCTAssertNotNil(answer.error(at: "username"))
        XCTAssertNil(answer.error(at: "full_name"))
        XCTAssertEqual(answer.error(at: "password"), "The password must have at least 8 characters.")
        XCTAssertNil(browser.cookies["session"])
    }

    func testATakenNameIsAConflictAtItsField() throws {
        let house = try House()
        _ = house.register()
        let answer = try Browser(house).submit(
            "/register", ["email": "ANNA@example.com", "username": "Anna", "password": "a good password"])
        XCTAssertEqual(answer.status, 409)
        XCTAssertEqual(answer.error(at: "email"), "The e-mail address belongs to an account already.")
        XCTAssertEqual(answer.error(at: "username"), "The user name is taken.")
        XCTAssertEqual(try answer.form("/register")["username"], "Anna")
        XCTAssertFalse(answer.text.contains("a good password"))
    }

    func testAPasswordIsTakenExactlyAsTyped() throws {
        let house = try House()
        let browser = Browser(house)
        let values: KeyValuePairs = ["email": "a@b.example", "username": "anna", "password": "  blanks  "]
        XCTAssertEqual(try browser.submit("/register", values).status, 303)
        XCTAssertEqual(try Browser(house).signIn(password: "blanks").status, 401)
        XCTAssertEqual(try Browser(house).signIn(password: "  blanks  ").status, 303)
    }

    func testClosedRegistrationIsRefusedAndNotOffered() throws {
        let house = try House(registrationIsOpen: false)
        let browser = Browser(house)
        let answer = browser.get("/register")
        XCTAssertEqual(answer.status, 403)
        XCTAssertTrue(answer.words.contains("Registration is closed."))
        let login = browser.get("/login")
        XCTAssertFalse(login.links.contains { $0.hasPrefix("/register") })
        let token = try XCTUnwrap(login.form("/login")["csrf_token"])
        XCTAssertEqual(browser.post("/register", ["csrf_token": token]).status, 403)
    }

    func testTheFormsHelpPasswordManagers() throws {
        let browser = Browser(try House())
        let login = browser.get("/login")
        XCTAssertEqual(login.attribute("autocomplete", where: "name", is: "username"), "username")
        XCTAssertEqual(login.attribute("autocomplete", where: "name", is: "password"), "current-password")
        let register = browser.get("/register")
        XCTAssertEqual(register.attribute("autocomplete", where: "name", is: "username"), "username")
        XCTAssertEqual(register.attribute("autocomplete", where: "name", is: "password"), "new-password")
    }

    func testAFormDataBodyIsTakenToo() throws {
        let house = try House()
        _ = house.register()
        let browser = Browser(house)
        let token = try XCTUnwrap(browser.get("/login").form("/login")["csrf_token"])
        let fields = ["csrf_token": token, "username": "anna", "password": "a good password"]
        let body = fields.map { "--x\r\nContent-Disposition: form-data; name=\"\($0.key)\"\r\n\r\n\($0.value)\r\n" }
        let answer = house.send(
            .post, "/login", body.joined() + "--x--\r\n",
            headers: [
                .contentType: "multipart/form-data; boundary=x",
                .cookie: "visitor=\(try XCTUnwrap(browser.cookies["visitor"]))",
            ])
        XCTAssertEqual(answer.status, 303, answer.text)
    }

    func testAWrongCurrentPasswordIsToldAtItsField() throws {
        let browser = try Browser.registered(in: try House())
        let form = try browser.get("/account").form("/account")
        let answer = browser.post(
            form.with(["current_password": "not the password", "new_password": "short", "action": "change-password"]))
        XCTAssertEqual(answer.status, 422)
        XCTAssertEqual(answer.error(at: "current_password"), "This is not the current password.")
        XCTAssertEqual(answer.error(at: "new_password"), "The new password must have at least 8 characters.")
        XCTAssertFalse(answer.text.contains("not the password"))
        XCTAssertEqual(browser.get("/account").status, 200)
    }

    func testTheAccountPageSaysWhoIsSignedIn() throws {
        let browser = Browser(try House())
        _ = try browser.submit(
            "/register",
            ["email": "anna@example.com", "username": "anna", "full_name": "Anna A.", "password": "a good password"])
        let words = browser.get("/account").words
        for text in ["anna", "anna@example.com", "Anna A."] { XCTAssertTrue(words.contains(text), text) }
    }
}
