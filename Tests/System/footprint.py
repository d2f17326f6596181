"""Measures a process's memory, and builds a ledger that would need much of it."""

from pathlib import Path

from administration import database


def resident(process):
    """The current resident memory of the process, in bytes."""
    return status(process, "VmRSS")


def peak(process):
    """The maximum resident memory since the last reset, in bytes."""
    return status(process, "VmHWM")


def status(process, name):
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(fields[name].split()[0]) * 1024


def reset_peak(process):
    Path(f"/proc/{process}/clear_refs").write_text("5")


def multiply(data, id, count):
    """Copies an invoice with its items directly in the tables, which is fast."""
    with database(data) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(invoices)")]
        kept = ", ".join(column for column in columns if column not in ("id", "number"))
        connection.execute(f"""
            WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {count - 1})
            INSERT INTO invoices (number, {kept})
            SELECT printf('INV-202301-%06d', n), {kept} FROM invoices, copies WHERE id = ?""", [id])
        connection.execute("""
            INSERT INTO invoice_items
            SELECT invoices.id, position, description, quantity, unit_price, amount_cents
            FROM invoices, invoice_items WHERE invoice_id = ?1 AND invoices.id <> ?1""", [id])
