import Application
import Foundation
import GRDB
import Ledger
import Primitives
import XCTest

@testable import SQLiteStore

/// A database as the first edition of the program left it, under one of its schemas.
final class FirstEditionDatabase {
    private let queue: DatabaseQueue
    private var states: [Int64: (ledger: Int64, user: Int64, invoice: Invoice)] = [:]

    /// The current state of each invoice that is there.
    var invoices: [Invoice] { states.values.map(\.invoice).sorted { $0.id < $1.id } }

    init(at path: String, upTo step: String = "5 sign-in failures") throws {
        queue = try DatabaseQueue(path: path)
        try Migrations.migrator().migrate(queue, upTo: step)
    }

    func execute(_ sql: String, _ arguments: StatementArguments = []) throws {
        try queue.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// The user, whose ledger has the same id.
    func addUser(_ name: String) throws -> Int64 {
        try queue.write { database in
            try database.execute(sql: "INSERT INTO ledgers DEFAULT VALUES")
            try database.execute(
                sql: """
                    INSERT INTO users (
                        ledger_id, email, email_folded, username, username_folded, password_hash, date_created
                    ) VALUES (?1, ?2, ?2, ?3, ?3, 'hash', 0)
                    """, arguments: [database.lastInsertedRowID, "\(name)@example.com", name])
            return database.lastInsertedRowID
        }
    }

    @discardableResult
    func create(_ draft: InvoiceDraft, by user: Int64, at seconds: Int64, key: String? = nil) throws -> Int64 {
        try queue.write { try create(draft, by: user, at: seconds, key: key, $0) }
    }

    /// In one transaction.
    func create(_ count: Int, by user: Int64, _ draft: (Int) throws -> InvoiceDraft) throws {
        try queue.write { database in
            for index in 0..<count { _ = try create(try draft(index), by: user, at: Int64(index), key: nil, database) }
        }
    }

    private func create(
        _ draft: InvoiceDraft, by user: Int64, at seconds: Int64, key: String?, _ database: Database
    ) throws -> Int64 {
        let id =
            try Int64.fetchOne(
                database, sql: "SELECT ifnull(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'invoices'") ?? 1
        let number = InvoiceNumber(stored: String(format: "INV-197001-%06d", Int(id)))
        var invoice = draft.invoice(id: id, number: number, at: Timestamp(seconds: seconds))
        invoice.revision = try add("created", nil, invoice, by: user, at: seconds, database)
        try database.execute(
            sql: """
                INSERT INTO invoices (
                    id, ledger_id, number, date_created, due_date, total_cents, status, customer_name,
                    customer_name_folded, customer_email, customer_email_folded, customer_address, notes, revision
                ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """,
            arguments: [
                id, user, invoice.number.text, seconds, invoice.dueDate?.daysSince1970, invoice.total.cents,
                invoice.customerName, FoldedText(invoice.customerName).text, invoice.customerEmail,
                invoice.customerEmail.map { FoldedText($0).text }, invoice.customerAddress, invoice.notes,
                invoice.revision,
            ])
        try addItems(of: invoice, database)
        if let key {
            try database.execute(
                sql: """
                    INSERT INTO idempotency_keys (user_id, key, body_digest, moment, revision) VALUES (?1, ?2, ?3, ?4, ?5)
                    """, arguments: [user, key, Data([1, 2, 3]), seconds, invoice.revision])
        }
        states[id] = (user, user, invoice)
        return id
    }

    func change(_ id: Int64, at seconds: Int64, _ adjust: (inout Invoice) -> Void) throws {
        let (ledger, user, before) = try XCTUnwrap(states[id])
        var after = before
        adjust(&after)
        try queue.write { database in
            after.revision = try add("changed", before, after, by: user, at: seconds, database)
            try database.execute(
                sql: """
                    UPDATE invoices SET
                        due_date = ?2, total_cents = ?3, status = ?4, customer_name = ?5, customer_name_folded = ?6,
                        customer_email = ?7, customer_email_folded = ?8, customer_address = ?9, notes = ?10,
                        revision = ?11
                    WHERE id = ?1
                    """,
                arguments: [
                    id, after.dueDate?.daysSince1970, after.total.cents,
                    ["PENDING": 0, "PAID": 1, "CANCELLED": 2][after.status.rawValue], after.customerName,
                    FoldedText(after.customerName).text, after.customerEmail,
                    after.customerEmail.map { FoldedText($0).text }, after.customerAddress, after.notes,
                    after.revision,
                ])
            try database.execute(sql: "DELETE FROM invoice_items WHERE invoice_id = ?", arguments: [id])
            try addItems(of: after, database)
        }
        states[id] = (ledger, user, after)
    }

    func delete(_ id: Int64, at seconds: Int64) throws {
        let (_, user, before) = try XCTUnwrap(states[id])
        try queue.write { database in
            _ = try add("deleted", before, nil, by: user, at: seconds, database)
            try database.execute(sql: "DELETE FROM invoices WHERE id = ?", arguments: [id])
        }
        states[id] = nil
    }

    private func addItems(of invoice: Invoice, _ database: Database) throws {
        for (index, item) in invoice.items.enumerated() {
            try database.execute(
                sql: "INSERT INTO invoice_items VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                arguments: [
                    invoice.id, index + 1, item.description, item.quantity.tenThousandths,
                    item.unitPrice.tenThousandths, item.amount.cents,
                ])
        }
    }

    /// The id of the change.
    private func add(
        _ action: String, _ before: Invoice?, _ after: Invoice?, by user: Int64, at seconds: Int64, _ database: Database
    ) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO changes (ledger_id, invoice_id, user_id, moment, action, before, after)
                VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6)
                """,
            arguments: [
                user, before?.id ?? after?.id, seconds, action, before.map(Self.json), after.map(Self.json),
            ])
        return database.lastInsertedRowID
    }

    /// The invoice as the API of the first edition wrote it.
    static func json(_ invoice: Invoice) -> String {
        let items = invoice.items.enumerated().map { index, item in
            #"{"id":\#(index + 1),"description":\#(quoted(item.description)),"quantity":\#(item.quantity.text),"#
                + #""unit_price":\#(item.unitPrice.text),"amount":\#(item.amount.text)}"#
        }
        return #"{"id":\#(invoice.id),"invoice_number":\#(quoted(invoice.number.text)),"#
            + #""date_created":\#(quoted(invoice.dateCreated.text)),"due_date":\#(quoted(invoice.dueDate?.text)),"#
            + #""total_amount":\#(invoice.total.text),"status":\#(quoted(invoice.status.rawValue)),"#
            + #""customer_name":\#(quoted(invoice.customerName)),"customer_email":\#(quoted(invoice.customerEmail)),"#
            + #""customer_address":\#(quoted(invoice.customerAddress)),"notes":\#(quoted(invoice.notes)),"#
            + #""items":[\#(items.joined(separator: ","))]}"#
    }

    private static func quoted(_ text: String?) -> String {
        guard let text else { return "null" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
