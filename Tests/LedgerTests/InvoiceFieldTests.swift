import Ledger
import Primitives
import XCTest

final class InvoiceFieldTests: XCTestCase {
    func testPlacesCountTheFieldsInTheirOrder() {
        XCTAssertEqual(InvoiceField.allCases.map(\.rawValue), Array(InvoiceField.allCases.indices))
    }

    func testASetHasItsMembers() {
        let some: InvoiceFields = [InvoiceFields(.total), InvoiceFields(.id), InvoiceFields(.items)]
        XCTAssertEqual(InvoiceField.allCases.filter(some.has), [.id, .total, .items])
        XCTAssertTrue(InvoiceField.allCases.allSatisfy(InvoiceFields.all.has))
        XCTAssertEqual(
            InvoiceField.allCases.filter(InvoiceFields.summary.has), InvoiceField.allCases.filter { $0 != .items })
        XCTAssertFalse(InvoiceField.allCases.contains(where: InvoiceFields().has))
    }

    func testEveryFieldHasANameOfItsOwn() {
        let names = InvoiceField.allCases.map(\.name)
        XCTAssertEqual(Set(names).count, names.count)
        for field in InvoiceField.allCases { XCTAssertEqual(InvoiceField(name: field.name), field) }
        for name in ["", "ID", "number", "customerName", "items ", "notes\u{301}"] {
            XCTAssertNil(InvoiceField(name: name), name)
        }
    }

    func testAnInputIsReadInAnOrderThatHasEveryFieldOnce() {
        XCTAssertEqual(InvoiceField.inputOrder.count, InvoiceField.allCases.count)
        XCTAssertEqual(Set(InvoiceField.inputOrder), Set(InvoiceField.allCases))
    }

    func testTheTotalIsReadAfterTheItemsThatItIsTheSumOf() throws {
        let items = try XCTUnwrap(InvoiceField.inputOrder.firstIndex(of: .items))
        let total = try XCTUnwrap(InvoiceField.inputOrder.firstIndex(of: .total))
        XCTAssertLessThan(items, total)
    }

    func testFieldsOfTheFirstEditionAreAnsweredEvenWithoutAValue() {
        let first: [InvoiceField] = [
            .id, .number, .dateCreated, .dueDate, .total, .status, .customerName, .customerEmail, .customerAddress,
            .notes, .items,
        ]
        XCTAssertEqual(InvoiceField.allCases.filter { !$0.isLeftOutWhenEmpty }, first)
    }

    // MARK: Values

    func testEveryValueThatIsSetIsReadBack() throws {
        for field in InvoiceField.allCases where field != .items && field != .id {
            var invoice = Invoice(id: 7)
            let value = field.otherValue
            XCTAssertTrue(field.set(value, in: &invoice), field.name)
            XCTAssertEqual(field.value(in: invoice), value, field.name)
            for other in InvoiceField.allCases where other != field {
                XCTAssertTrue(other.isSame(in: invoice, Invoice(id: 7)), "\(field.name) changed \(other.name)")
            }
        }
    }

    func testAnOptionalValueCanBeTakenAway() throws {
        for field in InvoiceField.allCases {
            var invoice = try Invoice.sample
            guard field.isOptional else {
                XCTAssertEqual(field.set(nil, in: &invoice), field == .items, field.name)
                XCTAssertEqual(invoice, try .sample, field.name)
                continue
            }
            field.set(field.otherValue, in: &invoice)
            XCTAssertTrue(field.set(nil, in: &invoice), field.name)
            XCTAssertNil(field.value(in: invoice), field.name)
        }
    }

    func testAValueOfAnotherKindIsRefused() throws {
        let values: [FieldValue] = [
            .integer(5), .text("x"), .moment(Timestamp(seconds: 5)), .date(CalendarDate(daysSince1970: 5)),
            .money(Money(cents: 5)), .status(.paid),
        ]
        for field in InvoiceField.allCases {
            var invoice = try Invoice.sample
            let taken = values.filter { field.set($0, in: &invoice) }
            XCTAssertEqual(taken.count, field == .items ? 0 : 1, field.name)
        }
    }

    func testTheIDIsLeftAlone() throws {
        var invoice = try Invoice.sample
        XCTAssertTrue(InvoiceField.id.set(.integer(99), in: &invoice))
        XCTAssertEqual(invoice.id, 7)
    }

    func testAFieldIsTheSameOnlyWhereItsValueIs() throws {
        for field in InvoiceField.allCases where field != .items && field != .id {
            var changed = try Invoice.sample
            field.set(field.otherValue, in: &changed)
            for other in InvoiceField.allCases {
                XCTAssertEqual(other.isSame(in: try .sample, changed), other != field, "\(field.name) \(other.name)")
            }
            XCTAssertFalse(changed.hasSameFields(as: try .sample), field.name)
        }
        var changed = try Invoice.sample
        changed.items += changed.items
        XCTAssertFalse(InvoiceField.items.isSame(in: try .sample, changed))
        XCTAssertFalse(InvoiceField.id.isSame(in: Invoice(id: 1), Invoice(id: 2)))
        changed = try .sample
        changed.revision += 1
        XCTAssertTrue(changed.hasSameFields(as: try .sample), "a revision is no field")
    }

    func testTextsOfOtherScalarsAreNotTheSame() throws {
        var (composed, decomposed) = (try Invoice.sample, try Invoice.sample)
        (composed.notes, decomposed.notes) = ("\u{E9}", "e\u{301}")
        XCTAssertFalse(InvoiceField.notes.isSame(in: composed, decomposed))
        XCTAssertNotEqual(FieldValue.text("\u{E9}"), .text("e\u{301}"))
    }

    func testValuesOfOtherKindsDiffer() {
        let values: [FieldValue] = [
            .integer(0), .text("0"), .moment(Timestamp(seconds: 0)), .date(CalendarDate(daysSince1970: 0)),
            .money(.zero), .status(.pending),
        ]
        for (index, value) in values.enumerated() {
            for (other, otherValue) in values.enumerated() { XCTAssertEqual(value == otherValue, index == other) }
        }
    }
}
