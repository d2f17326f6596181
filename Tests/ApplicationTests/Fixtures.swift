import Accounts
import Application
import Ledger
import MemoryStore
import Primitives
import Synchronization
import XCTest

/// A store in memory, a clock that a test sets, and what else the use cases need. Every unit of work runs twice.
final class Fixture: Sendable {
    static let start = Timestamp(seconds: 1_688_205_600)

    let store: MemoryStore
    let passwords = FakePasswords()
    let log = FakeLog()
    private let moment = Mutex(Fixture.start)
    let alice: User
    let bob: User

    init() throws {
        store = MemoryStore(renderer: AnswerRenderer { Array("\($0)".utf8) })
        (alice, bob) = try store.perform("register") { unit in
            (try Self.insert("alice", in: unit), try Self.insert("bob", in: unit))
        }
    }

    private static func insert(_ name: String, in unit: any UnitOfWork) throws -> User {
        try unit.insertUser(
            try registration(name), passwordHash: FakePasswords.hash(of: "\(name)’s secret"),
            at: Timestamp(seconds: 0))
    }

    // MARK: Time and chance

    var now: Timestamp {
        get { moment.withLock { $0 } }
        set { moment.withLock { $0 = newValue } }
    }

    func pass(_ seconds: Int64) {
        now = now.adding(seconds: seconds)
    }

    var clock: Clock { Clock(now: { self.now }, ticks: { 0 }) }

    // MARK: Use cases

    func creation(random: RandomSource = .repeating(seed: 1)) -> CreateInvoice {
        CreateInvoice(store: store, clock: clock, random: random)
    }

    var change: ChangeInvoice { ChangeInvoice(store: store, clock: clock) }

    var deletion: DeleteInvoice { DeleteInvoice(store: store, clock: clock) }

    var reading: ReadInvoices { ReadInvoices(reader: store) }

    var throttle: SignInThrottle {
        SignInThrottle(store: store, identifying: FakeIdentifying(), clock: clock, log: log)
    }

    var signIn: SignIn { SignIn(store: store, passwords: passwords, throttle: throttle) }

    var sessions: Sessions { Sessions(store: store, clock: clock) }

    // MARK: In short

    func create(_ draft: InvoiceDraft, by user: User? = nil) throws -> Invoice {
        let random = RandomSource { count in (0..<count).map { _ in .random(in: 0...255) } }
        let result = try creation(random: random).perform(
            .success(draft), by: (user ?? alice).actor, claim: nil, answer: { _ in [] })
        guard case .done(let invoice) = result else { throw DomainError.failed }
        return invoice
    }

    func invoice(_ id: Int64, of user: User? = nil) throws -> Invoice? {
        try store.invoice(id, in: (user ?? alice).ledger, fields: .all)
    }

    func history(of id: Int64) throws -> [InvoiceChange] {
        try store.history(of: id, in: alice.ledger, latest: .max)
    }

    func count(of user: User? = nil) throws -> Int {
        try store.numbers(beginningWith: "", in: (user ?? alice).ledger, limit: .max).count
    }

    /// Every unit of work fails as on a full disk.
    func fillDisk() {
        store.writeFailure = .insufficientStorage
    }
}

extension User {
    var actor: Application.Actor { Application.Actor(self, means: .session) }
}

extension RandomSource {
    /// Bytes that follow from the seed, and go on from call to call.
    static func repeating(seed: UInt8) -> RandomSource {
        let next = Counter(Int(seed))
        return RandomSource { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: next.increment() * 37) } }
    }

    /// Always the same byte.
    static func stuck(at byte: UInt8) -> RandomSource {
        RandomSource { Array(repeating: byte, count: $0) }
    }
}

final class Counter: Sendable {
    private let count: Mutex<Int>

    init(_ count: Int = 0) {
        self.count = Mutex(count)
    }

    var value: Int { count.withLock { $0 } }

    /// The number before.
    @discardableResult
    func increment() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}

/// Hashes that say what they are made of.
final class FakePasswords: PasswordHashing {
    private let verifications = Counter()
    private let whileHashing = Mutex<(@Sendable () -> Void)?>(nil)
    private let isBroken = Mutex(false)

    /// How many passwords were compared with a hash.
    var verified: Int { verifications.value }

    /// What happens while the next password is hashed.
    func meanwhile(_ action: @escaping @Sendable () -> Void) {
        whileHashing.withLock { $0 = action }
    }

    /// The system cannot make hashes any more.
    func fail() {
        isBroken.withLock { $0 = true }
    }

    static func hash(of password: String) -> String { "hash of \(password)" }

    func hash(_ password: Password) -> String? {
        let action = whileHashing.withLock { action in
            defer { action = nil }
            return action
        }
        action?()
        return isBroken.withLock { $0 } ? nil : Self.hash(of: password.text)
    }

    func verify(_ typed: String, against hash: String?) -> Bool {
        verifications.increment()
        return hash == Self.hash(of: typed)
    }
}

struct FakeIdentifying: SignInIdentifying {
    func identifier(name: String, network: [UInt8]) -> [UInt8] {
        network + FoldedText(name).text.utf8
    }
}

final class FakeLog: PasswordLog {
    private let lines = Mutex<[String]>([])

    var entries: [String] { lines.withLock { $0 } }

    func examined(_ result: PasswordResult, identifier: [UInt8], user: Int64?) {
        lines.withLock { $0.append("\(result.rawValue) \(user.map { "user \($0)" } ?? "nobody")") }
    }
}

func registration(_ name: String, email: String? = nil) throws -> Registration {
    try Registration(
        email: .text(email ?? "\(name)@example.com"), username: .text(name), fullName: .absent,
        password: .text("\(name.count) good words"))
}

func draft(_ name: String = "Acme Corp", due: String? = nil, price: String = "10.00") throws -> InvoiceDraft {
    var line = LineInput()
    line.description = .text("Work")
    line.quantity = .text("1")
    line.unitPrice = .text(price)
    var input = InvoiceInput()
    input[.customerName] = .text(name)
    if let due { input[.dueDate] = .text(due) }
    input.items = .list([.line(line)])
    return try InvoiceDraft(input)
}

/// Asserts that `body` throws just that.
func assertThrows<Value>(
    _ expected: DomainError, file: StaticString = #filePath, line: UInt = #line, _ body: () throws -> Value
) {
    XCTAssertThrowsError(try body(), file: file, line: line) {
        XCTAssertEqual($0 as? DomainError, expected, file: file, line: line)
    }
}

/// The places of the faults that `body` throws; nil when it throws something else or nothing.
func faultPlaces<Value>(_ body: () throws -> Value) -> [Fault.Place]? {
    do {
        _ = try body()
        return nil
    } catch DomainError.invalid(let faults) {
        return faults.map(\.place)
    } catch DomainError.conflict(_, let faults) {
        return faults.map(\.place)
    } catch {
        return nil
    }
}
