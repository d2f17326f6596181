/// A customer of the sample data.
struct SampleCustomer: Equatable {
    let name: String
    let email: String?
    let address: String?

    /// The 336 customers that all users share; no two have the same name or e-mail address.
    static func pool(using random: inout SplitMix64) -> [SampleCustomer] {
        let composed = surnames.flatMap { surname in forms.map { form in form.name(surname) } }
        return (wellKnown + composed).enumerated().map { index, name in
            SampleCustomer(
                name: name,
                email: random.chance(90) ? "\(random.pick(mailboxes))@\(domainLabel(of: name, index)).example" : nil,
                address: random.chance(85) ? address(using: &random) : nil)
        }
    }

    /// Names that are difficult for searches, pages or files.
    private static let wellKnown = [
        "Smith & Sons", "Müller GmbH", "Éclair Café", "Acme Corp", "O'Brien's \"Old Mill\" Ltd", "Ærø Bådbyggeri",
        "Ωμέγα Οδός Α.Ε.", "Северный Ветер", "İstanbul Tekstil", "100% Organic Foods", "snake_case Software",
        "<Angle> Brackets Design", "東京商会", "Łódź Studio", "Straße & Söhne KG", "Crème Brûlée Traiteur",
    ]

    private static let surnames = [
        "Anderson", "Becker", "Bianchi", "Carter", "Dubois", "Evans", "Fischer", "García", "Hansen", "Hughes",
        "Ivanova", "Jensen", "Kowalski", "Lefèvre", "Lindqvist", "Martin", "Moreau", "Nakamura", "Novák", "O'Connor",
        "Olsen", "Patel", "Quinn", "Rossi", "Sánchez", "Schmidt", "Silva", "Taylor", "Urban", "Virtanen",
        "Walker", "Weiß", "Xavier", "Yılmaz", "Young", "Zimmermann", "Öberg", "Åkesson", "Žižka", "Nuñez",
    ]

    private enum Form: CaseIterable {
        case sons, gmbh, limited, partners, logistics, bakery, brothers, consulting

        func name(_ surname: String) -> String {
            switch self {
            case .sons: "\(surname) & Sons"
            case .gmbh: "\(surname) GmbH"
            case .limited: "\(surname) Ltd"
            case .partners: "\(surname), Reed & Partners"
            case .logistics: "\(surname) Logistics"
            case .bakery: "\(surname) Bakery"
            case .brothers: "\(surname) Brothers Inc."
            case .consulting: "\(surname) Consulting"
            }
        }
    }

    private static let forms = Form.allCases

    private static let mailboxes = ["billing", "accounts", "office", "invoices", "hello", "finance"]

    /// The name's ASCII letters and digits, followed by the customer's unique position in the pool.
    private static func domainLabel(of name: String, _ index: Int) -> String {
        let letters = name.lowercased().unicodeScalars.filter { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        return "\(String(String.UnicodeScalarView(letters)).prefix(30))\(index + 1)"
    }

    private static let streets = [
        "High Street", "Station Road", "Church Lane", "Mill Lane", "Hauptstraße", "Rue de la Gare", "Via Roma",
        "Calle Mayor", "Storgata", "Market Square",
    ]

    private static let towns = [
        "York YO1 8QT", "Bristol BS1 4DJ", "10115 Berlin", "80331 München", "69001 Lyon", "00184 Roma", "28013 Madrid",
        "0155 Oslo", "11121 Stockholm", "110 00 Praha",
    ]

    private static func address(using random: inout SplitMix64) -> String {
        "\(random.within(1...180)) \(random.pick(streets))\n\(random.pick(towns))"
    }
}
