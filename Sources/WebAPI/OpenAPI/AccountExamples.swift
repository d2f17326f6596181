import JSON

/// An example account.
enum AccountExamples {
    private static let username: JSONValue = "anna"
    private static let email: JSONValue = "anna@example.com"
    private static let password: JSONValue = "correct horse battery"

    static let registration: JSONValue = [
        "email": email, "username": username, "full_name": "Anna Example", "password": password,
    ]

    static let leastRegistration: JSONValue = [
        "email": "ben@example.com", "username": "ben", "password": "staple in the stable",
    ]

    static let user: JSONValue = [
        "id": 1, "email": email, "username": username, "full_name": "Anna Example", "is_active": true,
        "date_created": "2023-07-01T10:00:00Z",
    ]

    static let login: JSONValue = ["username": username, "password": password]
    static let loginByEmail: JSONValue = ["username": email, "password": password]

    static func token(lifetime: Int) -> JSONValue {
        ["access_token": "eyJhbGciOiJIUzI1NiJ9.…", "token_type": "bearer", "expires_in": .integer(lifetime)]
    }

    static let passwordChange: JSONValue = ["current_password": password, "new_password": "a longer one, with blanks"]
}
