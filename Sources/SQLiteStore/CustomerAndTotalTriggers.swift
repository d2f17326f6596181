/// Of step 6: the triggers that keep the dictionaries of customers and the totals, as before, under new names.
enum CustomerAndTotalTriggers {
    static let sql = """
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
        """
}
