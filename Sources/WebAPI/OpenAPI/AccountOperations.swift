import Accounts
import HTTP
import HTTPTypes
import Application
import Ledger
import Primitives
import JSON

// The documentation of the endpoints for accounts.

extension RegisterAccount: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "register", tag: .accounts, summary: "Create an account",
            description: """
                Start here. Afterwards choose **Authorize** on this page, or get an access token from \
                `POST \(Login.path)`, with the same user name and password.
                """
                    + (facts.registrationIsOpen
                        ? "" : "\n\nRegistration is closed here: ask the administrator for an account."),
            body: Operation.Body(
                schema: .registration,
                examples: [
                    .init("full", "All members", AccountExamples.registration),
                    .init("least", "Required members only", AccountExamples.leastRegistration),
                ]),
            answers: [
                SuccessAnswer(
                    .created, "The created account.", headers: [.location],
                    content: .json(.reference(to: .user), [.init("made", "The new user", AccountExamples.user)]))
            ],
            problems: [
                ProblemAnswer(
                    name: "NameTaken", description: "The e-mail address or the user name is already taken.",
                    refusals: [
                        (
                            "taken",
                            .conflict("There is such an account already.", [Fault(.pointer("/username"), "is taken")])
                        )
                    ]),
                ProblemAnswer(
                    name: "InvalidRegistration", description: "Some values are invalid; every fault is listed.",
                    refusals: [
                        (
                            "faults",
                            .invalid([
                                Fault(.pointer("/username"), "must be 3 to 50 of the characters A-Z a-z 0-9 _ . -"),
                                Fault(.pointer("/password"), "must have at least 8 characters"),
                            ])
                        )
                    ]),
                .tooManyRequests, .diskFull,
            ])
    }
}

extension Login: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "login", tag: .accounts, summary: "Get an access token",
            description: """
                OAuth 2's password grant (RFC 6749, 4.3); **Authorize** on this page does the same. Send the token \
                with every further call as `Authorization: Bearer …`. It is valid for \(facts.tokenLifetime) seconds, \
                or until the password is changed or the user signs out everywhere.
                """,
            body: Operation.Body(
                schema: .login, multipart: .multipartLogin,
                examples: [
                    .init("name", "With the user name", AccountExamples.login),
                    .init("email", "With the e-mail address", AccountExamples.loginByEmail),
                ]),
            answers: [
                SuccessAnswer(
                    .ok, "An access token.", headers: [.cacheControl],
                    content: .json(
                        .reference(to: .accessToken),
                        [.init("token", "A token", AccountExamples.token(lifetime: facts.tokenLifetime))]))
            ],
            problems: [
                ProblemAnswer(
                    name: "WrongCredentials",
                    description: "The name or password is wrong, or the user may not sign in; which one is not told.",
                    schema: .oauthProblem, path: path,
                    refusals: [("wrong", .unauthorized("The user name or the password is wrong."))]),
                ProblemAnswer(
                    name: "InvalidLogin", description: "The form is incomplete, or requests another grant.",
                    schema: .oauthProblem, path: path,
                    refusals: [
                        ("incomplete", .invalid([Fault(.parameter("password"), "is required")])),
                        ("grant", .invalid([LoginForm.unsupportedGrant])),
                    ]),
                .tooManyRequests, .diskFull,
            ])
    }
}

extension Me: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "getCurrentUser", tag: .accounts, summary: "Who am I?",
            description: "The user of this access token. Useful to check whether a token is still valid.",
            answers: [
                SuccessAnswer(
                    .ok, "The user of the access token.",
                    content: .json(.reference(to: .user), [.init("me", "The user", AccountExamples.user)]))
            ],
            problems: [.unknownParameter])
    }
}

extension PasswordChange: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "changePassword", tag: .accounts, summary: "Change the password",
            description: "Ends every access token and session of the user, including this one; sign in again.",
            body: Operation.Body(
                schema: .passwordChange,
                examples: [.init("change", "A new password", AccountExamples.passwordChange)]),
            answers: [SuccessAnswer(.noContent, "The password was changed.")],
            problems: [
                ProblemAnswer(
                    name: "InvalidPasswordChange",
                    description: "The current password is wrong, or the new one is not allowed.",
                    refusals: [
                        (
                            "wrong",
                            .invalid([Fault(.pointer("/current_password"), "is not the current password")])
                        )
                    ]),
                .tooManyRequests, .diskFull,
            ])
    }
}

extension LogoutAll: DocumentedEndpoint {
    static func operation(_ facts: DocumentFacts) -> Operation {
        Operation(
            id: "signOutEverywhere", tag: .accounts, summary: "Sign out everywhere",
            description: """
                Ends every access token and session of the user, including this one. For use when a device was lost or \
                a token was stolen.
                """,
            answers: [SuccessAnswer(.noContent, "All earlier tokens and sessions are invalid.")],
            problems: [.unknownParameter, .diskFull])
    }
}
