import GRDB

/// The steps from an empty database to the current schema, of which `schema.sql` is the readable whole.
///
/// A step that was released is never edited: what changes the schema is a new one behind it.
package enum Migrations {
    /// "INVO", in the header of every database of this program's.
    package static let applicationID = 1_229_870_671

    /// The steps; `context` is what they need beside the database, and may be left out where they are not run.
    package static func migrator(_ context: MigrationContext = .none) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger") { try $0.execute(sql: ledger) }
        migrator.registerMigration("2 pages") { try $0.execute(sql: PagesMigration.sql) }
        migrator.registerMigration("3 snapshot format") { try $0.execute(sql: snapshotFormat) }
        migrator.registerMigration("4 covering indexes") { try $0.execute(sql: coveringIndexes) }
        migrator.registerMigration("5 sign-in failures") { try $0.execute(sql: SignInMigration.sql) }
        migrator.registerMigration("6 records") { try RecordsMigration.run(on: $0, context) }
        migrator.registerMigration("7 purchase order") { try $0.execute(sql: purchaseOrder) }
        return migrator
    }

    /// In which form the history keeps invoices.
    private static let snapshotFormat = """
        CREATE TABLE snapshot_format (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            fingerprint INTEGER NOT NULL,
            first_change INTEGER NOT NULL
        ) STRICT;
        """

    /// The commonest lists without a look at the invoices' own rows.
    private static let coveringIndexes = """
        DROP INDEX invoices_by_date_created;
        CREATE INDEX invoices_by_date_created
            ON invoices (ledger_id, date_created, id, revision, status, total_cents, due_date, number);
        DROP INDEX invoices_by_total;
        CREATE INDEX invoices_by_total ON invoices (ledger_id, total_cents, id, revision, status, date_created);
        CREATE INDEX invoices_by_lead ON invoices (ledger_id, due_date - date_created / 86400);
        """

    private static let purchaseOrder = """
        ALTER TABLE invoices ADD COLUMN purchase_order TEXT CHECK (length(purchase_order) BETWEEN 1 AND 100);
        """

    /// Users, invoices and their history.
    private static let ledger = """
        PRAGMA application_id = 1229870671;

        CREATE TABLE ledgers (
            id INTEGER PRIMARY KEY AUTOINCREMENT
        ) STRICT;

        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            email TEXT NOT NULL CHECK (length(email) BETWEEN 1 AND 254),
            email_folded TEXT NOT NULL UNIQUE,
            username TEXT NOT NULL CHECK (length(username) BETWEEN 3 AND 50),
            username_folded TEXT NOT NULL UNIQUE,
            full_name TEXT CHECK (length(full_name) BETWEEN 1 AND 200),
            password_hash TEXT NOT NULL CHECK (password_hash <> ''),
            is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
            date_created INTEGER NOT NULL,
            generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0)
        ) STRICT;

        CREATE INDEX users_by_ledger ON users (ledger_id);

        CREATE TABLE changes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            invoice_id INTEGER NOT NULL,
            user_id INTEGER NOT NULL REFERENCES users (id),
            moment INTEGER NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('created', 'changed', 'deleted')),
            before TEXT CHECK ((before IS NULL) = (action = 'created')),
            after TEXT CHECK ((after IS NULL) = (action = 'deleted'))
        ) STRICT;

        CREATE INDEX changes_by_invoice ON changes (invoice_id);

        CREATE TRIGGER changes_are_not_updated BEFORE UPDATE ON changes
        BEGIN
            SELECT RAISE(ABORT, 'the history is append-only');
        END;

        CREATE TRIGGER changes_are_not_deleted BEFORE DELETE ON changes
        BEGIN
            SELECT RAISE(ABORT, 'the history is append-only');
        END;

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
            revision INTEGER NOT NULL REFERENCES changes (id),
            due_ascending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, 3000000)) VIRTUAL,
            due_descending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, -1000000)) VIRTUAL
        ) STRICT;

        CREATE INDEX invoices_by_date_created ON invoices (ledger_id, date_created);
        CREATE INDEX invoices_by_due_ascending ON invoices (ledger_id, due_ascending);
        CREATE INDEX invoices_by_due_descending ON invoices (ledger_id, due_descending);
        CREATE INDEX invoices_by_total ON invoices (ledger_id, total_cents);
        CREATE INDEX invoices_by_customer ON invoices (ledger_id, customer_name_folded);

        CREATE INDEX invoices_of_status ON invoices (ledger_id, status, date_created);
        CREATE INDEX invoices_of_name ON invoices (ledger_id, customer_name_folded, date_created);
        CREATE INDEX invoices_of_email ON invoices (ledger_id, customer_email_folded, date_created);

        CREATE TABLE invoice_items (
            invoice_id INTEGER NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 500),
            description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
            quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 10000000000),
            unit_price INTEGER NOT NULL CHECK (unit_price BETWEEN 0 AND 10000000000000),
            amount_cents INTEGER NOT NULL CHECK (amount_cents BETWEEN 0 AND 999999999999999),
            PRIMARY KEY (invoice_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE customer_names (
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            folded TEXT NOT NULL,
            uses INTEGER NOT NULL CHECK (uses > 0),
            PRIMARY KEY (ledger_id, folded)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE customer_emails (
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            folded TEXT NOT NULL,
            uses INTEGER NOT NULL CHECK (uses > 0),
            PRIMARY KEY (ledger_id, folded)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER customer_name_comes AFTER INSERT ON invoices
        BEGIN
            INSERT INTO customer_names VALUES (new.ledger_id, new.customer_name_folded, 1)
                ON CONFLICT DO UPDATE SET uses = uses + 1;
        END;

        CREATE TRIGGER customer_name_goes AFTER DELETE ON invoices
        BEGIN
            DELETE FROM customer_names
                WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded AND uses = 1;
            UPDATE customer_names SET uses = uses - 1
                WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded;
        END;

        CREATE TRIGGER customer_name_changes AFTER UPDATE ON invoices
        WHEN old.customer_name_folded <> new.customer_name_folded
        BEGIN
            DELETE FROM customer_names
                WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded AND uses = 1;
            UPDATE customer_names SET uses = uses - 1
                WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded;
            INSERT INTO customer_names VALUES (new.ledger_id, new.customer_name_folded, 1)
                ON CONFLICT DO UPDATE SET uses = uses + 1;
        END;

        CREATE TRIGGER customer_email_comes AFTER INSERT ON invoices
        WHEN new.customer_email_folded IS NOT NULL
        BEGIN
            INSERT INTO customer_emails VALUES (new.ledger_id, new.customer_email_folded, 1)
                ON CONFLICT DO UPDATE SET uses = uses + 1;
        END;

        CREATE TRIGGER customer_email_goes AFTER DELETE ON invoices
        WHEN old.customer_email_folded IS NOT NULL
        BEGIN
            DELETE FROM customer_emails
                WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded AND uses = 1;
            UPDATE customer_emails SET uses = uses - 1
                WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded;
        END;

        CREATE TRIGGER customer_email_changes AFTER UPDATE ON invoices
        WHEN old.customer_email_folded IS NOT new.customer_email_folded
        BEGIN
            DELETE FROM customer_emails
                WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded AND uses = 1;
            UPDATE customer_emails SET uses = uses - 1
                WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded;
            INSERT INTO customer_emails SELECT new.ledger_id, new.customer_email_folded, 1
                WHERE new.customer_email_folded IS NOT NULL
                ON CONFLICT DO UPDATE SET uses = uses + 1;
        END;

        CREATE TABLE idempotency_keys (
            user_id INTEGER NOT NULL REFERENCES users (id),
            key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
            body_digest BLOB NOT NULL,
            moment INTEGER NOT NULL,
            revision INTEGER NOT NULL REFERENCES changes (id),
            PRIMARY KEY (user_id, key)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX idempotency_keys_by_moment ON idempotency_keys (moment);

        CREATE TABLE heartbeat (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            beats INTEGER NOT NULL
        ) STRICT;

        INSERT INTO heartbeat VALUES (1, 0);
        """
}
