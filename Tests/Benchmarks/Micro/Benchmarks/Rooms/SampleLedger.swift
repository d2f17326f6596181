import Accounts
import Foundation
import Application
import DatabaseFiles
import Ledger
import Primitives
import SQLiteStore
import WebAPI

/// A ledger of the sample data, in a database of its own that goes with it.
final class SampleLedger {
    let store: SQLiteStore
    /// The first account's.
    let id: Int64 = 1
    private let folder: URL

    init(count: Int) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("invoices-micro-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try OpenDatabase.open(
            path: folder.appendingPathComponent("invoices.db").path, renderer: AnswerRenderer(InvoiceJSON.bytes(of:)),
            legacyAnswer: { _, _ in [] }
        ).store
        let samples = Self.samples(count: count)
        let owner = try Registration(
            email: .text("user1@example.com"), username: .text("user1"), fullName: .absent,
            password: .text("password123"))
        try store.fill(
            [(registration: owner, passwordHash: "none", dateCreated: samples.since.start)], invoices: samples,
            progress: { _ in })
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    static func invoices(count: Int) -> [Invoice] {
        samples(count: count).map(\.invoice)
    }

    private static func samples(count: Int) -> SampleInvoices {
        SampleInvoices(count: count, users: 1, seed: 1, until: CalendarDate(year: 2026, month: 6, day: 30))
    }
}
