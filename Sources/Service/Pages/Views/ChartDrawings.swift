import Invoicing
import Mustache
import Synchronization

/// The charts that were drawn lately, by their figures.
///
/// A chart depends on nothing else, changes only when an invoice does, and is more work than all the rest of its
/// page. It comes as a template without any tag, which the engine puts in its place as it is.
final class ChartDrawings: Sendable {
    /// More are not kept; one takes some 8 KiB.
    private static let limit = 256

    private struct Question: Hashable {
        let months: [LedgerSummary.Month]
        let currency: String
    }

    private let drawn = Mutex<[Question: MustacheTemplate]>([:])

    /// The chart of those months, drawn by `draw`, in HTML, unless it is at hand.
    func chart(
        of months: [LedgerSummary.Month], in currency: String, draw: (ChartView) -> String
    ) -> MustacheTemplate? {
        let question = Question(months: months, currency: currency)
        if let known = drawn.withLock({ $0[question] }) { return known }
        // Figures alone hold no brace. If ever a text did, it would still not be read as a tag.
        let html = draw(ChartView(months, currency: currency)).replacing("{", with: "&#123;")
        guard let chart = try? MustacheTemplate(string: html) else { return nil }
        drawn.withLock { drawn in
            if drawn.count >= Self.limit { drawn.removeAll(keepingCapacity: true) }
            drawn[question] = chart
        }
        return chart
    }
}
