import Accounts
import Primitives

/// A table of users, for a terminal.
enum UserTable {
    /// A line of headings and a line per user, with aligned columns.
    static func text(of users: [User]) -> String {
        let headings = ["ID", "USERNAME", "E-MAIL", "STATE", "CREATED", "FULL NAME"]
        let rows =
            [headings]
            + users.map { user in
                [
                    String(user.id), user.username, user.email, user.isActive ? "active" : "disabled",
                    user.dateCreated.day.text, user.fullName ?? "",
                ]
            }
        let widths = headings.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            let line = cells.joined(separator: "  ")
            return line[...(line.lastIndex { $0 != " " } ?? line.startIndex)] + "\n"
        }.joined()
    }
}
