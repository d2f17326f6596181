import JSON

/// Example invoices.
enum InvoiceExamples {
    static let invoice: JSONValue = [
        "id": 1,
        "invoice_number": "INV-202307-A1B2C3",
        "date_created": "2023-07-01T10:00:00Z",
        "due_date": "2023-07-31",
        "total_amount": .number("100.00"),
        "status": "PENDING",
        "customer_name": "Acme Corp",
        "customer_email": "billing@acme.example",
        "customer_address": "1 Main Street",
        "notes": .null,
        "items": [
            [
                "id": 1, "description": "Consulting", "quantity": 2, "unit_price": .number("50.00"),
                "amount": .number("100.00"),
            ]
        ],
    ]

    static let selection: JSONValue = [
        "invoice_number": "INV-202307-A1B2C3", "total_amount": .number("100.00"), "customer_name": "Acme Corp",
    ]

    static let new: JSONValue = [
        "customer_name": "Acme Corp",
        "customer_email": "billing@acme.example",
        "customer_address": "1 Main Street",
        "due_date": "2023-07-31",
        "items": [["description": "Consulting", "quantity": 2, "unit_price": .number("50.00")]],
    ]

    static let least: JSONValue = [
        "customer_name": "Smith & Sons",
        "items": [["description": "Bread rolls, 100 pieces", "quantity": "2.5", "unit_price": "19.90"]],
    ]

    static let patch: JSONValue = [
        "customer_email": "accounts@acme.example", "notes": "Please pay by the end of July.",
    ]

    static let cleared: JSONValue = ["due_date": .null, "notes": .null]

    static let newItems: JSONValue = [
        "items": [
            ["description": "Consulting", "quantity": 3, "unit_price": .number("50.00")],
            ["description": "Travel", "quantity": 1, "unit_price": .number("12.50")],
        ]
    ]

    static let paid: JSONValue = ["status": "PAID"]
}
