import GRDB

/// Step 6: the history is of records, which say what changed; an invoice has revisions of its own; ready answers and the
/// answers to requests with an `Idempotency-Key` have tables of their own; triggers are named by table, event and effect.
enum RecordsMigration {
    static func run(on database: Database, _ context: MigrationContext) throws {
        try database.execute(sql: oldTriggers)
        try database.execute(sql: history)
        try HistoryConversion(database).run(progress: context.progress)
        try database.execute(sql: renamedKeys)
        try KeysConversion(database).run(context.legacyAnswer)
        try database.execute(sql: invoices)
        try database.execute(sql: answers)
        try database.execute(sql: CustomerAndTotalTriggers.sql)
        try database.execute(sql: leftovers)
    }

    private static let oldTriggers = """
        DROP TRIGGER customer_name_comes;
        DROP TRIGGER customer_name_goes;
        DROP TRIGGER customer_name_changes;
        DROP TRIGGER customer_email_comes;
        DROP TRIGGER customer_email_goes;
        DROP TRIGGER customer_email_changes;
        DROP TRIGGER totals_grow;
        DROP TRIGGER totals_shrink;
        DROP TRIGGER totals_change;
        DROP TRIGGER changes_are_not_updated;
        DROP TRIGGER changes_are_not_deleted;
        """

    private static let history = """
        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            invoice_id INTEGER NOT NULL,
            revision INTEGER NOT NULL CHECK (revision > 0),
            record TEXT NOT NULL
        ) STRICT;

        CREATE UNIQUE INDEX history_by_invoice ON history (ledger_id, invoice_id, revision);

        CREATE TRIGGER history_update_refused BEFORE UPDATE ON history
        BEGIN
            SELECT RAISE(ABORT, 'the history is append-only');
        END;

        CREATE TRIGGER history_delete_refused BEFORE DELETE ON history
        BEGIN
            SELECT RAISE(ABORT, 'the history is append-only');
        END;

        CREATE TABLE revision_floor (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL CHECK (revision >= 0)
        ) STRICT;

        INSERT INTO revision_floor VALUES (1, 0);
        """

    private static let renamedKeys = """
        ALTER TABLE idempotency_keys RENAME TO old_idempotency_keys;
        DROP INDEX idempotency_keys_by_moment;

        CREATE TABLE idempotency_keys (
            user_id INTEGER NOT NULL REFERENCES users (id),
            key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
            digest BLOB NOT NULL,
            moment INTEGER NOT NULL,
            answer BLOB NOT NULL,
            PRIMARY KEY (user_id, key)
        ) STRICT;

        CREATE INDEX idempotency_keys_by_moment ON idempotency_keys (moment);
        """

    /// The table is made anew, because SQLite cannot take a reference from a column. The tables that refer to it go on to
    /// refer to the name. Ids that were given stay given.
    private static let invoices = """
        PRAGMA legacy_alter_table = ON;
        ALTER TABLE invoices RENAME TO old_invoices;
        PRAGMA legacy_alter_table = OFF;

        CREATE TABLE invoices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            number TEXT NOT NULL UNIQUE CHECK (
                number GLOB 'INV-[0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]'
            ),
            date_created INTEGER NOT NULL CHECK (date_created BETWEEN -62135596800 AND 253402300799),
            due_date INTEGER CHECK (due_date BETWEEN -719162 AND 2932896),
            total_cents INTEGER NOT NULL CHECK (total_cents BETWEEN 0 AND 999999999999999),
            status INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
            customer_name TEXT NOT NULL CHECK (length(customer_name) BETWEEN 1 AND 200),
            customer_name_folded TEXT NOT NULL,
            customer_email TEXT CHECK (length(customer_email) BETWEEN 1 AND 254),
            customer_email_folded TEXT CHECK ((customer_email_folded IS NULL) = (customer_email IS NULL)),
            customer_address TEXT CHECK (length(customer_address) BETWEEN 1 AND 1000),
            notes TEXT CHECK (length(notes) BETWEEN 1 AND 5000),
            revision INTEGER NOT NULL CHECK (revision > 0),
            due_ascending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, 3000000)) VIRTUAL,
            due_descending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, -1000000)) VIRTUAL
        ) STRICT;

        INSERT INTO invoices (
            id, ledger_id, number, date_created, due_date, total_cents, status, customer_name, customer_name_folded,
            customer_email, customer_email_folded, customer_address, notes, revision
        )
        SELECT id, ledger_id, number, date_created, due_date, total_cents, status, customer_name, customer_name_folded,
            customer_email, customer_email_folded, customer_address, notes,
            (SELECT max(revision) FROM history WHERE ledger_id = old_invoices.ledger_id AND invoice_id = old_invoices.id)
        FROM old_invoices ORDER BY id;

        DELETE FROM sqlite_sequence WHERE name = 'invoices';
        UPDATE sqlite_sequence SET name = 'invoices' WHERE name = 'old_invoices';
        DROP TABLE old_invoices;

        CREATE INDEX invoices_by_date_created
            ON invoices (ledger_id, date_created, id, status, total_cents, due_date, number);
        CREATE INDEX invoices_by_payment_term ON invoices (ledger_id, due_date - date_created / 86400);
        CREATE INDEX invoices_by_due_ascending ON invoices (ledger_id, due_ascending);
        CREATE INDEX invoices_by_due_descending ON invoices (ledger_id, due_descending);
        CREATE INDEX invoices_by_total ON invoices (ledger_id, total_cents, id, status, date_created);
        CREATE INDEX invoices_by_customer ON invoices (ledger_id, customer_name_folded);

        CREATE INDEX invoices_of_status ON invoices (ledger_id, status, date_created);
        CREATE INDEX invoices_of_name ON invoices (ledger_id, customer_name_folded, date_created);
        CREATE INDEX invoices_of_email ON invoices (ledger_id, customer_email_folded, date_created);

        CREATE INDEX invoices_of_number ON invoices (ledger_id, number);
        """

    private static let answers = """
        CREATE TABLE invoice_answers (
            invoice_id INTEGER PRIMARY KEY REFERENCES invoices (id) ON DELETE CASCADE,
            form INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;

        CREATE TABLE answer_progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            form INTEGER NOT NULL,
            made_below INTEGER NOT NULL
        ) STRICT;
        """

    private static let leftovers = """
        DROP TABLE old_idempotency_keys;
        DROP TABLE changes;
        DROP TABLE snapshot_format;
        """
}
