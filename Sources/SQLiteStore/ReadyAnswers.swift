import Application
import Ledger
import Primitives

/// Whole invoices as they are answered, kept beside their rows: to read one is several times as cheap as to read the
/// rows and to render them.
///
/// They can be thrown away at any time. One that is missing, or of another form than today's, is rendered when it is
/// asked for, and made in the background by ``SQLiteStore/remakeAnswers(atMost:)``.
package struct ReadyAnswers: Sendable {
    package let render: @Sendable (Invoice) -> [UInt8]
    /// Tells what this renderer gives from what another one would.
    package let form: Int64

    package init(_ renderer: AnswerRenderer) {
        render = renderer.render
        form = Self.fingerprint(of: renderer.render)
    }

    /// FNV-1a (Fowler, Noll, Vo) of samples that have every status, and every field with and without a value.
    static func fingerprint(of render: (Invoice) -> [UInt8]) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for sample in samples {
            for byte in render(sample) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return Int64(bitPattern: hash)
    }

    private static var samples: [Invoice] {
        var least = Invoice(id: 1)
        least.number = InvoiceNumber(stored: "INV-200001-SAMPLE")
        least.items = [
            LineItem(
                description: "é\"\n", quantity: Quantity(tenThousandths: 12_500),
                unitPrice: UnitPrice(tenThousandths: 5))
        ]
        var full = least
        for field in InvoiceField.allCases {
            switch field.kind {
            case .id, .number, .dateCreated, .total, .status, .items: break
            case .date(let path): full[keyPath: path] = CalendarDate(daysSince1970: field.rawValue)
            case .text(let path, _):
                least[keyPath: path] = "é\"\n"
                full[keyPath: path] = "é\"\n \(field.name)"
            case .optionalText(let path, _), .email(let path): full[keyPath: path] = "é\"\n \(field.name)"
            }
        }
        full.total = Money(cents: 123_456)
        full.revision = 2
        return [least]
            + InvoiceStatus.allCases.map { status in
                var sample = full
                sample.status = status
                return sample
            }
    }
}

extension SQLiteStore {
    package func answer(of id: Int64, in ledger: Int64) throws(DomainError) -> InvoiceAnswer? {
        try read { connection in
            let sql = """
                SELECT revision, (SELECT body FROM invoice_answers WHERE invoice_id = ?1 AND form = ?3)
                FROM invoices WHERE id = ?1 AND ledger_id = ?2
                """
            // What is missing is rendered while the row is open, and so from the same state without a transaction.
            return try connection.first(sql, .integer(id), .integer(ledger), .integer(answers.form)) { row in
                InvoiceAnswer(
                    revision: row.integer(0),
                    bytes: try row.bytes(1) ?? connection.renderedAnswer(of: id, in: ledger, answers))
            }
        }
    }

    /// Makes ready answers that are missing or of an earlier form, for so many invoices at most; true when none is
    /// left. To be called again until then, by a thread that has time: what needs an answer meanwhile has it rendered.
    package func remakeAnswers(atMost limit: Int) throws(DomainError) -> Bool {
        if try read(as: "remakeAnswers(atMost:)", { try $0.answerProgress(form: answers.form) }) == .max { return true }
        return try write { try $0.remakeAnswers(answers, atMost: limit) }
    }
}

extension Connection {
    /// Gives the ready answer of an invoice that is there, or else the invoice rendered, for as long as the call; within
    /// a transaction or while the invoice's row is open.
    func withAnswer(
        of id: Int64, in ledger: Int64, _ answers: ReadyAnswers, _ body: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws -> Bool {
        let statement = try statement("SELECT body FROM invoice_answers WHERE invoice_id = ?1 AND form = ?2")
        defer { statement.reset() }
        statement.start([.integer(id), .integer(answers.form)])
        if try statement.step() {
            let result: Bool? = statement.withBlob(0) { $0.map(body) }
            if let result { return result }
        }
        return try renderedAnswer(of: id, in: ledger, answers).withUnsafeBufferPointer(body)
    }

    fileprivate func renderedAnswer(of id: Int64, in ledger: Int64, _ answers: ReadyAnswers) throws -> [UInt8] {
        guard let invoice = try invoice(.id(id), in: ledger, fields: .all) else { throw DomainError.failed }
        return answers.render(invoice)
    }

    func keep(_ answer: [UInt8], of invoice: Int64, form: Int64) throws {
        try run(
            """
            INSERT INTO invoice_answers (invoice_id, form, body) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET form = excluded.form, body = excluded.body
            """, .integer(invoice), .integer(form), .blob(answer))
    }

    /// The id below which every invoice has an answer of that form.
    fileprivate func answerProgress(form: Int64) throws -> Int64 {
        try first("SELECT made_below FROM answer_progress WHERE form = ?1", .integer(form)) { $0.integer(0) } ?? 0
    }

    fileprivate func remakeAnswers(_ answers: ReadyAnswers, atMost limit: Int) throws -> Bool {
        let missing = try all(
            """
            SELECT id, ledger_id FROM invoices WHERE id >= ?1 AND NOT EXISTS (
                SELECT 1 FROM invoice_answers WHERE invoice_id = invoices.id AND form = ?2
            ) ORDER BY id LIMIT ?3
            """, .integer(try answerProgress(form: answers.form)), .integer(answers.form), .integer(Int64(limit))
        ) { (id: $0.integer(0), ledger: $0.integer(1)) }
        for (id, ledger) in missing {
            try keep(try renderedAnswer(of: id, in: ledger, answers), of: id, form: answers.form)
        }
        // Every invoice that is written has its answer with it: none is missing behind the last of them.
        let isDone = missing.count < limit
        try run(
            """
            INSERT INTO answer_progress (id, form, made_below) VALUES (1, ?1, ?2)
            ON CONFLICT DO UPDATE SET form = excluded.form, made_below = excluded.made_below
            """, .integer(answers.form), .integer(isDone ? .max : (missing.last?.id ?? 0) + 1))
        return isDone
    }
}
