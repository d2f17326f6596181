"""The form of an invoice with JavaScript: its amounts and its rows."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from playwright.sync_api import expect

from pages import INVOICE, Guest, Page

VALID = [
    ("1", "1.005"), ("3", "0.335"), ("0.5", "0.01"), ("0.0001", "0.0001"), ("1.1", "1.1"), ("0.1", "0.3"),
    ("1000000", "1000000000"), ("999999.9999", "9999999.9999"), ("1e3", "2.5E1"), (" 2 ", "0007.50"), ("1", "0")]
REFUSED = [("", ""), ("0", "1"), ("-1", "1"), ("1", "-1"), ("1", "1.00001"), ("1,5", "1"), ("1000000.0001", "1"),
           ("1", "1000000000.01"), ("1", "NaN"), ("0x10", "1"), (".5", "1"), ("1e400", "1"), ("１", "1")]


@pytest.fixture
def form(signed_in):
    signed_in.goto("/create")
    return signed_in


def rows(page):
    return page.locator("[data-item]")


def fill(page, number, description, quantity="1", price="1"):
    page.get_by_label(f"Description of item {number}").fill(description)
    page.get_by_label(f"Quantity of item {number}").fill(quantity)
    page.get_by_label(f"Unit price of item {number}").fill(price)


def add(page, number, *texts):
    page.get_by_role("button", name="Add an item").click()
    expect(page.get_by_label(f"Description of item {number}")).to_be_focused()
    fill(page, number, *texts)


def descriptions(page):
    return [one.input_value() for one in page.get_by_label("Description of item").all()]


def test_running_amounts_are_exact(form):
    for quantity, price in VALID:
        fill(form, 1, "x", quantity, price)
        amount = (Decimal(quantity.strip()) * Decimal(price)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        expect(form.locator("[data-amount]")).to_have_text(f"{amount:,}")
        expect(form.locator("[data-total]")).to_have_text(f"{amount:,}")
    for quantity, price in REFUSED:
        fill(form, 1, "x", quantity, price)
        expect(form.locator("[data-amount]")).to_have_text("–")
        expect(form.locator("[data-total]")).to_have_text("0.00")


def test_running_amounts_are_those_of_the_server(form, service):
    with service.client() as client:
        client.cookies.update({one["name"]: one["value"] for one in form.context.cookies()})
        guest = Guest(client)
        for quantity, price in VALID + REFUSED:
            fill(form, 1, "x", quantity, price)
            texts = {"action": "add-row", "item_quantity": quantity, "item_unit_price": price}
            page = Page(guest.send("/create", INVOICE | texts).text)
            server = next(one.text for one in page.elements if "data-amount" in one.attributes)
            assert form.locator("[data-amount]").inner_text() == server, (quantity, price)


def test_the_total_is_that_of_all_rows(form):
    fill(form, 1, "a", "3", "0.335")
    add(form, 2, "b", "1", "0.005")
    add(form, 3, "c", "x", "5")
    expect(form.locator("[data-total]")).to_have_text("1.02")


def test_rows_are_added_removed_and_moved_with_the_mouse(form):
    fill(form, 1, "a")
    add(form, 2, "b")
    add(form, 3, "c")
    form.get_by_role("button", name="Move item 3 up").click()
    assert descriptions(form) == ["a", "c", "b"]
    form.get_by_role("button", name="Move item 1 down").click()
    assert descriptions(form) == ["c", "a", "b"]
    form.get_by_role("button", name="Remove item 2").click()
    assert descriptions(form) == ["c", "b"]
    expect(form.get_by_label("Description of item 2")).to_be_focused()
    expect(form.locator("[data-announce]")).to_have_text("Item 2 removed")


def test_rows_are_moved_by_keyboard_and_keep_the_focus(form):
    fill(form, 1, "a")
    add(form, 2, "b")
    add(form, 3, "c")
    form.get_by_label("Quantity of item 3").focus()
    form.keyboard.press("Alt+ArrowUp")
    form.keyboard.press("Alt+ArrowUp")
    assert descriptions(form) == ["c", "a", "b"]
    expect(form.get_by_label("Quantity of item 1")).to_be_focused()
    expect(form.locator("[data-announce]")).to_have_text("Now item 1 of 3")
    form.keyboard.press("Alt+ArrowUp")
    assert descriptions(form) == ["c", "a", "b"]


def test_the_only_row_is_emptied_instead_of_removed(form):
    fill(form, 1, "a", "2", "3")
    form.get_by_role("button", name="Remove item 1").click()
    assert descriptions(form) == [""]
    expect(form.locator("[data-total]")).to_have_text("0.00")


def test_the_return_key_saves(form):
    form.get_by_label("Name", exact=True).fill("Acme Corp")
    fill(form, 1, "a", "2", "3")
    form.keyboard.press("Enter")
    expect(form.get_by_role("article")).to_contain_text("Acme Corp")


def test_the_return_key_inserts_a_line_break_in_a_description(form):
    description = form.get_by_label("Description of item 1")
    height = description.bounding_box()["height"]
    assert height == form.get_by_label("Quantity of item 1").bounding_box()["height"]
    description.press_sequentially("one")
    description.press("Enter")
    description.press_sequentially("two")
    expect(description).to_have_value("one\ntwo")
    expect(description).to_have_attribute("rows", "2")
    assert description.bounding_box()["height"] > height + 10
    add(form, 2, "b")
    assert form.get_by_label("Description of item 2").bounding_box()["height"] == height


def test_line_breaks_stay_when_something_else_is_changed(form, person):
    items = [{"description": "one\ntwo", "quantity": 1, "unit_price": 1}]
    created = person.create_invoice(customer_name="Acme\nCorp", items=items).json()
    form.goto(f"/invoice/{created['id']}/edit")
    form.get_by_label("Due date").fill("2030-01-31")
    form.get_by_role("button", name="Save changes").click()
    expect(form.get_by_role("article")).to_contain_text("31 Jan 2030")
    changed = person.client.get(f"/api/v1/invoices/{created['id']}").json()
    assert changed["customer_name"] == "Acme\nCorp"
    assert [one["description"] for one in changed["items"]] == ["one\ntwo"]


def test_customers_already_used_are_offered(form, person):
    person.create_invoice(customer_name="Ærø & Søn")
    form.reload()
    values = [one.get_attribute("value") for one in form.locator("#customers option").all()]
    assert values == ["Ærø & Søn"]


def test_rows_of_a_refused_form_are_renumbered_with_their_messages(form):
    form.get_by_label("Name", exact=True).fill("Acme Corp")
    fill(form, 1, "a", "x", "1")
    add(form, 2, "b")
    form.get_by_role("button", name="Create invoice").click()
    message = form.locator(".field-error")
    expect(form.get_by_label("Quantity of item 1")).to_have_accessible_description(message.inner_text())
    form.get_by_role("button", name="Move item 1 down").click()
    expect(form.get_by_label("Quantity of item 2")).to_have_accessible_description(message.inner_text())
    expect(form.get_by_label("Quantity of item 1")).to_have_accessible_description("")
