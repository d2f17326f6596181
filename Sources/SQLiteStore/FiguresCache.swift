import Application
import Primitives
import Synchronization

/// The sums of the ledgers whose home page was asked for lately.
///
/// To read them takes hundreds of rows, most of the page's time; they change only when an invoice does, or the day.
final class FiguresCache: Sendable {
    struct Sums {
        let months: [LedgerFigures.MonthFigure]
        let overdue: LedgerSummary.Figure
    }

    private struct Entry {
        let version: LedgerVersions.Version
        let day: CalendarDate
        let sums: Sums
    }

    /// More are not kept: memory stays bounded, some 10 KiB for each.
    private static let limit = 256

    private let entries = Mutex<[Int64: Entry]>([:])

    func sums(of ledger: Int64, on day: CalendarDate, at version: LedgerVersions.Version) -> Sums? {
        entries.withLock { entries in
            guard let entry = entries[ledger], entry.version == version, entry.day == day else { return nil }
            return entry.sums
        }
    }

    func keep(_ sums: Sums, of ledger: Int64, on day: CalendarDate, at version: LedgerVersions.Version) {
        entries.withLock { entries in
            if entries.count >= Self.limit { entries.removeAll(keepingCapacity: true) }
            entries[ledger] = Entry(version: version, day: day, sums: sums)
        }
    }
}
