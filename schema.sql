-- The whole current schema of Invoices, for people. The program arrives here by its migrations
-- (Sources/SQLiteStore/Migrations.swift); a test proves that both are the same.
--
-- Conventions
--   *_id, id        never given again, not even after a deletion (AUTOINCREMENT)
--   *_cents         money in hundredths of the ledger's currency
--   quantity,
--   unit_price      ten-thousandths (four decimals)
--   moments         seconds since 1970-01-01T00:00:00Z
--   dates           days since 1970-01-01
--   *_folded        the text as it is searched and sorted: NFC, upper-cased, lower-cased, final
--                   sigma as sigma. SQLite compares it byte by byte, which is by Unicode scalars

-- "INVO": says to file(1), and to the program, whose database this is.
PRAGMA application_id = 1229870671;

-- Which migrations were run; kept by GRDB.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);

-- The books. Every invoice belongs to one; today each user has one of their own.
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
    -- bcrypt, as crypt(3) writes it.
    password_hash TEXT NOT NULL CHECK (password_hash <> ''),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    date_created INTEGER NOT NULL,
    -- Grows with every password change and "sign out everywhere"; tokens carry it.
    generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0)
) STRICT;

CREATE INDEX users_by_ledger ON users (ledger_id);

-- The history of every invoice, written in the transaction that makes it. Rows are only ever added.
CREATE TABLE history (
    -- In the order in which everything happened.
    id INTEGER PRIMARY KEY,
    ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
    -- No reference: the history outlives the invoice.
    invoice_id INTEGER NOT NULL,
    -- The state of the invoice that this led to.
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- Who did what and when: versioned canonical JSON (Sources/LedgerCodec/LedgerRecord.swift).
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

-- One row. A restored database may not know how far the one that it replaced had counted: no next revision of an
-- invoice is this or less, so that no revision that was told names another state.
CREATE TABLE revision_floor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;

INSERT INTO revision_floor VALUES (1, 0);

CREATE TABLE invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
    -- INV-YYYYMM-XXXXXX, unique over all ledgers.
    number TEXT NOT NULL UNIQUE CHECK (
        number GLOB 'INV-[0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]'
    ),
    -- 0001-01-01 to 9999-12-31.
    date_created INTEGER NOT NULL CHECK (date_created BETWEEN -62135596800 AND 253402300799),
    due_date INTEGER CHECK (due_date BETWEEN -719162 AND 2932896),
    -- The sum of the items' amounts.
    total_cents INTEGER NOT NULL CHECK (total_cents BETWEEN 0 AND 999999999999999),
    -- 0 PENDING, 1 PAID, 2 CANCELLED.
    status INTEGER NOT NULL CHECK (status IN (0, 1, 2)),
    customer_name TEXT NOT NULL CHECK (length(customer_name) BETWEEN 1 AND 200),
    customer_name_folded TEXT NOT NULL,
    customer_email TEXT CHECK (length(customer_email) BETWEEN 1 AND 254),
    customer_email_folded TEXT CHECK ((customer_email_folded IS NULL) = (customer_email IS NULL)),
    customer_address TEXT CHECK (length(customer_address) BETWEEN 1 AND 1000),
    notes TEXT CHECK (length(notes) BETWEEN 1 AND 5000),
    -- Which state of the invoice this is: 1 at its creation, more after every change.
    revision INTEGER NOT NULL CHECK (revision > 0),
    -- The due date for sorting: a missing one is last in either direction.
    due_ascending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, 3000000)) VIRTUAL,
    due_descending INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(due_date, -1000000)) VIRTUAL,
    purchase_order TEXT CHECK (length(purchase_order) BETWEEN 1 AND 100)
) STRICT;

-- One index for each sort. Ties are broken by the id, which ends every index entry; where columns follow, it is named
-- before them. Those columns spare the commonest lists a look at the invoice's own row: lists of ids, numbers, totals
-- and statuses, filtered by status or date.
CREATE INDEX invoices_by_date_created
    ON invoices (ledger_id, date_created, id, status, total_cents, due_date, number);
-- The payment term: how many days an invoice is due after its creation. Most invoices have one of a few terms: so a
-- range of due dates is nearly a range of dates of creation, and this index finds the exceptions.
CREATE INDEX invoices_by_payment_term ON invoices (ledger_id, due_date - date_created / 86400);
CREATE INDEX invoices_by_due_ascending ON invoices (ledger_id, due_ascending);
CREATE INDEX invoices_by_due_descending ON invoices (ledger_id, due_descending);
CREATE INDEX invoices_by_total ON invoices (ledger_id, total_cents, id, status, date_created);
CREATE INDEX invoices_by_customer ON invoices (ledger_id, customer_name_folded);

-- For filters: what has one status, name or e-mail address, in the default order.
CREATE INDEX invoices_of_status ON invoices (ledger_id, status, date_created);
CREATE INDEX invoices_of_name ON invoices (ledger_id, customer_name_folded, date_created);
CREATE INDEX invoices_of_email ON invoices (ledger_id, customer_email_folded, date_created);

-- Clustered by invoice: one seek finds an invoice's items.
CREATE TABLE invoice_items (
    invoice_id INTEGER NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    -- From 1 in the invoice's own order.
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 500),
    description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 10000000000),
    unit_price INTEGER NOT NULL CHECK (unit_price BETWEEN 0 AND 10000000000000),
    -- quantity × unit_price, rounded half away from zero to the cent.
    amount_cents INTEGER NOT NULL CHECK (amount_cents BETWEEN 0 AND 999999999999999),
    PRIMARY KEY (invoice_id, position)
) STRICT, WITHOUT ROWID;

-- Whole invoices as the API answers them, kept ready for speed. They can be thrown away at any time and are made again:
-- never history.
CREATE TABLE invoice_answers (
    invoice_id INTEGER PRIMARY KEY REFERENCES invoices (id) ON DELETE CASCADE,
    -- The fingerprint of what wrote it. One that is not today's is not used, and is made again.
    form INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- One row, or none: every invoice with an id below has a ready answer of that form. Delete it, too, to have the answers
-- made again that were thrown away.
CREATE TABLE answer_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    form INTEGER NOT NULL,
    made_below INTEGER NOT NULL
) STRICT;

-- Each ledger's distinct customers, and how many of its invoices have them. A search for a part of
-- a name looks here first (hundreds, not millions) and then knows how rare its matches are.
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

CREATE TRIGGER invoices_insert_adds_customer_name AFTER INSERT ON invoices
BEGIN
    INSERT INTO customer_names VALUES (new.ledger_id, new.customer_name_folded, 1)
        ON CONFLICT DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER invoices_delete_removes_customer_name AFTER DELETE ON invoices
BEGIN
    DELETE FROM customer_names
        WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded AND uses = 1;
    UPDATE customer_names SET uses = uses - 1
        WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded;
END;

CREATE TRIGGER invoices_update_moves_customer_name AFTER UPDATE ON invoices
WHEN old.customer_name_folded <> new.customer_name_folded
BEGIN
    DELETE FROM customer_names
        WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded AND uses = 1;
    UPDATE customer_names SET uses = uses - 1
        WHERE ledger_id = old.ledger_id AND folded = old.customer_name_folded;
    INSERT INTO customer_names VALUES (new.ledger_id, new.customer_name_folded, 1)
        ON CONFLICT DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER invoices_insert_adds_customer_email AFTER INSERT ON invoices
WHEN new.customer_email_folded IS NOT NULL
BEGIN
    INSERT INTO customer_emails VALUES (new.ledger_id, new.customer_email_folded, 1)
        ON CONFLICT DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER invoices_delete_removes_customer_email AFTER DELETE ON invoices
WHEN old.customer_email_folded IS NOT NULL
BEGIN
    DELETE FROM customer_emails
        WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded AND uses = 1;
    UPDATE customer_emails SET uses = uses - 1
        WHERE ledger_id = old.ledger_id AND folded = old.customer_email_folded;
END;

CREATE TRIGGER invoices_update_moves_customer_email AFTER UPDATE ON invoices
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

-- The answers to requests with an Idempotency-Key, to be given again.
CREATE TABLE idempotency_keys (
    user_id INTEGER NOT NULL REFERENCES users (id),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- SHA-256 of what the request asked for.
    digest BLOB NOT NULL,
    moment INTEGER NOT NULL,
    -- Status, header fields and body, in a form of the service's own.
    answer BLOB NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE INDEX idempotency_keys_by_moment ON idempotency_keys (moment);

-- One row, written to prove that writing works.
CREATE TABLE heartbeat (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    beats INTEGER NOT NULL
) STRICT;

INSERT INTO heartbeat VALUES (1, 0);

-- Browsers that are signed in.
CREATE TABLE sessions (
    -- SHA-256 of the cookie's secret.
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    user_id INTEGER NOT NULL REFERENCES users (id),
    -- The user's when the session began: when that has grown, the session is over.
    generation INTEGER NOT NULL,
    created INTEGER NOT NULL,
    last_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id);

-- Who sends a ledger's invoices, as printed on them.
CREATE TABLE businesses (
    ledger_id INTEGER NOT NULL PRIMARY KEY REFERENCES ledgers (id),
    name TEXT CHECK (length(name) BETWEEN 1 AND 200),
    address TEXT CHECK (length(address) BETWEEN 1 AND 1000),
    tax_id TEXT CHECK (length(tax_id) BETWEEN 1 AND 50),
    payment_details TEXT CHECK (length(payment_details) BETWEEN 1 AND 1000),
    -- ISO 4217.
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]')
) STRICT;

-- Numbers that begin alike.
CREATE INDEX invoices_of_number ON invoices (ledger_id, number);

-- What a ledger's invoices come to, by month of creation (UTC) and status. Triggers keep it, so that
-- the home page costs the same whatever the number of invoices. A sum is billions × 10^9 + cents:
-- many large invoices come to more than 64 bits hold.
CREATE TABLE month_totals (
    ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
    -- year × 12 + month - 1
    month INTEGER NOT NULL,
    status INTEGER NOT NULL,
    invoices INTEGER NOT NULL CHECK (invoices >= 0),
    billions INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (ledger_id, month, status)
) STRICT, WITHOUT ROWID;

-- The same of PENDING invoices, by due date.
CREATE TABLE due_totals (
    ledger_id INTEGER NOT NULL REFERENCES ledgers (id),
    due_date INTEGER NOT NULL,
    invoices INTEGER NOT NULL CHECK (invoices >= 0),
    billions INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (ledger_id, due_date)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER invoices_insert_adds_totals AFTER INSERT ON invoices
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

CREATE TRIGGER invoices_delete_subtracts_totals AFTER DELETE ON invoices
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

CREATE TRIGGER invoices_update_moves_totals AFTER UPDATE ON invoices
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

-- Sign-ins that failed and were not followed by one that succeeded. They are forgotten a day after the last one.
CREATE TABLE sign_in_failures (
    -- HMAC-SHA256 of the name as it was typed, folded, and the network of the request, under a key
    -- of the installation: people type passwords into the wrong field.
    pair BLOB NOT NULL PRIMARY KEY CHECK (length(pair) = 32),
    failures INTEGER NOT NULL CHECK (failures > 0),
    last_failure INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_failure);
