/// Step 2: sessions, the business that sends invoices, and the totals that the home page shows.
enum PagesMigration {
    static let sql = """
        CREATE TABLE sessions (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            user_id INTEGER NOT NULL REFERENCES users (id),
            generation INTEGER NOT NULL,
            created INTEGER NOT NULL,
            last_used INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX sessions_by_user ON sessions (user_id);

        CREATE TABLE businesses (
            ledger_id INTEGER NOT NULL PRIMARY KEY REFERENCES ledgers (id),
            name TEXT CHECK (length(name) BETWEEN 1 AND 200),
            address TEXT CHECK (length(address) BETWEEN 1 AND 1000),
            tax_id TEXT CHECK (length(tax_id) BETWEEN 1 AND 50),
            payment_details TEXT CHECK (length(payment_details) BETWEEN 1 AND 1000),
            currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]')
        ) STRICT;

        CREATE INDEX invoices_of_number ON invoices (ledger_id, number);

        CREATE TABLE month_totals (
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            month INTEGER NOT NULL,
            status INTEGER NOT NULL,
            invoices INTEGER NOT NULL CHECK (invoices >= 0),
            billions INTEGER NOT NULL,
            cents INTEGER NOT NULL,
            PRIMARY KEY (ledger_id, month, status)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE due_totals (
            ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
            due_date INTEGER NOT NULL,
            invoices INTEGER NOT NULL CHECK (invoices >= 0),
            billions INTEGER NOT NULL,
            cents INTEGER NOT NULL,
            PRIMARY KEY (ledger_id, due_date)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO month_totals
        SELECT ledger_id,
            strftime('%Y', date_created, 'unixepoch') * 12 + strftime('%m', date_created, 'unixepoch') - 1,
            status, count(*), sum(total_cents / 1000000000), sum(total_cents % 1000000000)
        FROM invoices GROUP BY 1, 2, 3;

        INSERT INTO due_totals
        SELECT ledger_id, due_date, count(*), sum(total_cents / 1000000000), sum(total_cents % 1000000000)
        FROM invoices WHERE status = 0 AND due_date IS NOT NULL GROUP BY 1, 2;

        CREATE TRIGGER totals_grow AFTER INSERT ON invoices
        BEGIN
            INSERT INTO month_totals VALUES (
                new.ledger_id,
                strftime('%Y', new.date_created, 'unixepoch') * 12 + strftime('%m', new.date_created, 'unixepoch') - 1,
                new.status, 1, new.total_cents / 1000000000, new.total_cents % 1000000000
            ) ON CONFLICT DO UPDATE SET
                invoices = invoices + 1, billions = billions + excluded.billions, cents = cents + excluded.cents;
            INSERT INTO due_totals
            SELECT new.ledger_id, new.due_date, 1, new.total_cents / 1000000000, new.total_cents % 1000000000
            WHERE new.status = 0 AND new.due_date IS NOT NULL
            ON CONFLICT DO UPDATE SET
                invoices = invoices + 1, billions = billions + excluded.billions, cents = cents + excluded.cents;
        END;

        CREATE TRIGGER totals_shrink AFTER DELETE ON invoices
        BEGIN
            UPDATE month_totals SET
                invoices = invoices - 1, billions = billions - old.total_cents / 1000000000,
                cents = cents - old.total_cents % 1000000000
            WHERE ledger_id = old.ledger_id
                AND month =
                    strftime('%Y', old.date_created, 'unixepoch') * 12 + strftime('%m', old.date_created, 'unixepoch') - 1
                AND status = old.status;
            UPDATE due_totals SET
                invoices = invoices - 1, billions = billions - old.total_cents / 1000000000,
                cents = cents - old.total_cents % 1000000000
            WHERE old.status = 0 AND ledger_id = old.ledger_id AND due_date = old.due_date;
        END;

        CREATE TRIGGER totals_change AFTER UPDATE ON invoices
        WHEN old.status <> new.status OR old.total_cents <> new.total_cents OR old.due_date IS NOT new.due_date
        BEGIN
            UPDATE month_totals SET
                invoices = invoices - 1, billions = billions - old.total_cents / 1000000000,
                cents = cents - old.total_cents % 1000000000
            WHERE ledger_id = old.ledger_id
                AND month =
                    strftime('%Y', old.date_created, 'unixepoch') * 12 + strftime('%m', old.date_created, 'unixepoch') - 1
                AND status = old.status;
            UPDATE due_totals SET
                invoices = invoices - 1, billions = billions - old.total_cents / 1000000000,
                cents = cents - old.total_cents % 1000000000
            WHERE old.status = 0 AND ledger_id = old.ledger_id AND due_date = old.due_date;
            INSERT INTO month_totals VALUES (
                new.ledger_id,
                strftime('%Y', new.date_created, 'unixepoch') * 12 + strftime('%m', new.date_created, 'unixepoch') - 1,
                new.status, 1, new.total_cents / 1000000000, new.total_cents % 1000000000
            ) ON CONFLICT DO UPDATE SET
                invoices = invoices + 1, billions = billions + excluded.billions, cents = cents + excluded.cents;
            INSERT INTO due_totals
            SELECT new.ledger_id, new.due_date, 1, new.total_cents / 1000000000, new.total_cents % 1000000000
            WHERE new.status = 0 AND new.due_date IS NOT NULL
            ON CONFLICT DO UPDATE SET
                invoices = invoices + 1, billions = billions + excluded.billions, cents = cents + excluded.cents;
        END;
        """
}
