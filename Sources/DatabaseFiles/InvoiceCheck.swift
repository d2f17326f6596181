import Ledger
import LedgerCodec
import Primitives
import SQLiteStore

extension Connection {
    /// Histories of invoices that their ledger does not have and that were not deleted.
    func deletedInvoices() throws -> [String] {
        let pairs = try statement(
            """
            SELECT DISTINCT ledger_id, invoice_id FROM history WHERE NOT EXISTS (
                SELECT 1 FROM invoices WHERE id = history.invoice_id AND ledger_id = history.ledger_id
            )
            """)
        defer { pairs.reset() }
        pairs.start([])
        var findings: [String] = []
        while findings.count < Self.findingLimit, try pairs.step() {
            let id = pairs.integer(1)
            switch try outcome(ofHistoryOf: id, in: pairs.integer(0)) {
            case .unreadable: findings.append(Self.unreadable(id))
            case .invoice(nil): break
            case .invoice: findings.append("Invoice \(id): it is not there although its history does not end.")
            }
        }
        return findings
    }

    /// Invoices that are not what their items, their history and their ready answers say.
    func invoices(_ answers: ReadyAnswers) throws -> [String] {
        let columns = InvoiceColumns(.all)
        let rows = try statement(
            """
            SELECT id, revision\(columns.text), ledger_id, customer_name_folded, customer_email_folded
            FROM invoices ORDER BY id
            """)
        defer { rows.reset() }
        rows.start([])
        var findings: [String] = []
        while findings.count < Self.findingLimit, try rows.step() {
            var invoice = columns.invoice(in: rows)
            invoice.revision = rows.integer(1)
            invoice.items = try items(of: invoice.id)
            findings += Self.sums(of: invoice)
            if rows.text(columns.end + 1) != FoldedText(invoice.customerName).text
                || rows.optionalText(columns.end + 2) != invoice.customerEmail.map({ FoldedText($0).text })
            {
                findings.append("Invoice \(invoice.id): its customer is not found under the name that it has.")
            }
            switch try outcome(ofHistoryOf: invoice.id, in: rows.integer(columns.end)) {
            case .unreadable: findings.append(Self.unreadable(invoice.id))
            case .invoice(invoice): break
            case .invoice: findings.append("Invoice \(invoice.id): it is not as its history says.")
            }
            let ready = try first(
                "SELECT body FROM invoice_answers WHERE invoice_id = ?1 AND form = ?2", .integer(invoice.id),
                .integer(answers.form)
            ) { $0.bytes(0) }
            if let ready, ready != answers.render(invoice) {
                findings.append("Invoice \(invoice.id): its ready answer is not what it is.")
            }
        }
        return findings
    }

    private enum Outcome: Equatable {
        /// A record cannot be read, is another invoice's, or does not fit the ones before it.
        case unreadable
        /// What the records lead to; nil when it was deleted, or when there are none.
        case invoice(Invoice?)
    }

    private func outcome(ofHistoryOf id: Int64, in ledger: Int64) throws -> Outcome {
        let records = try statement(
            "SELECT revision, record FROM history WHERE ledger_id = ?1 AND invoice_id = ?2 ORDER BY revision")
        defer { records.reset() }
        records.start([.integer(ledger), .integer(id)])
        var invoice: Invoice?
        while try records.step() {
            guard let record = try? LedgerRecord(records.bytes(1) ?? []), record.ledger == ledger,
                record.change.invoice == id, record.change.revision == records.integer(0)
            else { return .unreadable }
            do throws(HistoryFault) {
                invoice = try record.change.applied(to: invoice)
            } catch {
                return .unreadable
            }
        }
        return .invoice(invoice)
    }

    private static func unreadable(_ invoice: Int64) -> String {
        "Invoice \(invoice): its history cannot be read."
    }

    private static func sums(of invoice: Invoice) -> [String] {
        let computed = invoice.items.map { $0.quantity * $0.unitPrice }
        var findings = zip(invoice.items, computed).enumerated().compactMap { index, item in
            item.0.amount == item.1
                ? nil
                : "Invoice \(invoice.id): the amount of item \(index + 1) is \(item.0.amount.text), "
                    + "but should be \(item.1.text)."
        }
        let total = computed.reduce(Int128(0)) { $0 + Int128($1.cents) }
        if Int128(invoice.total.cents) != total {
            findings.append(
                "Invoice \(invoice.id): its total is \(invoice.total.text), "
                    + "its items make \(Money(cents: Int64(clamping: total)).text).")
        }
        if invoice.items.isEmpty { findings.append("Invoice \(invoice.id): it has no items.") }
        return findings
    }
}
