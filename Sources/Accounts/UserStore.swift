import Invoicing

/// Where accounts are kept. Names and addresses are compared by ``FoldedText``: without regard to case.
///
/// Every call may throw `unavailable`, `insufficientStorage` or `failed`. When a writing call
/// returns, its change is on the disk.
package protocol UserStore: Sendable {
    /// Makes the account and its ledger; throws `conflict` with a fault at `/email` and/or `/username` when taken.
    func create(_ registration: Registration, passwordHash: String, at moment: Timestamp) throws(ServiceError) -> User

    /// The user of that id, active or not; nil when there is none. Cheap: asked for with every request.
    func user(_ id: Int64) throws(ServiceError) -> User?

    /// The user of that name or, when it holds an `@`, of that e-mail address, and the password's hash.
    func credentials(for login: String) throws(ServiceError) -> (user: User, passwordHash: String)?

    /// Sets the hash of another password, which ends every token and session of the user.
    ///
    /// With `replacing`, only while that is still the stored hash: false when it is not.
    func setPassword(of id: Int64, hash: String, replacing: String?) throws(ServiceError) -> Bool

    /// Ends every token and session of the user.
    func signOutEverywhere(_ id: Int64) throws(ServiceError)

    /// Lets a user in, or keeps them out from the next request on.
    func setActive(_ id: Int64, _ isActive: Bool) throws(ServiceError)

    /// Throws unless the store can be read and written just now.
    func probe() throws(ServiceError)

    /// All users, by id.
    func users() throws(ServiceError) -> [User]
}
