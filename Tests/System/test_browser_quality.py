"""The quality of every page in all of its states: accessibility, layout, hostile values, robust forms."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import states
from browsing import sign_in
from pages import HOSTILE, LONG_WORD

WIDTHS = [320, 390, 600, 768, 960, 1280, 1920]


@pytest.fixture
def ordinary(person):
    """Paths of a user's invoices: pending, overdue, paid, cancelled."""
    invoices = [person.create_invoice(**members).json() for members in (
        {"customer_email": "billing@acme.example", "customer_address": "1 Main Street\n12345 Town", "notes": "Thanks!"},
        {"due_date": "2020-01-31", "items": [{"description": "Hosting", "quantity": 12, "unit_price": "1234567.89"}]},
        {"customer_name": "Paid Ltd"},
        {"customer_name": "Cancelled Ltd"})]
    for invoice, status in zip(invoices[2:], ("PAID", "CANCELLED")):
        person.client.patch(f"/api/v1/invoices/{invoice['id']}/status", json={"status": status})
    return [f"/invoice/{invoice['id']}" for invoice in invoices]


@pytest.fixture
def hostile(person):
    """Paths of invoices with extreme values."""
    word = LONG_WORD
    dearest = {"description": word[:500], "quantity": "9999.9999", "unit_price": "999999999.9999"}
    invoices = [person.create_invoice(**members).json() for members in (
        {"customer_name": HOSTILE, "customer_address": HOSTILE, "notes": HOSTILE, "due_date": "2020-01-31",
         "items": [{"description": HOSTILE, "quantity": "0.0001", "unit_price": "0.0001"}] * 3},
        {"customer_name": word[:200], "customer_email": f"{word[:64]}@{word[:60]}.{word[:60]}.example",
         "customer_address": word[:1000], "notes": word, "items": [dearest]})]
    answer = person.client.patch(f"/api/v1/invoices/{invoices[1]['id']}", json={"notes": HOSTILE + word[:4000]})
    assert answer.status_code == 200
    return [f"/invoice/{invoice['id']}" for invoice in invoices]


def fill_settings(page, text):
    page.goto("/settings")
    page.get_by_label("Name", exact=True).fill(text[:200])
    page.get_by_label(re.compile("^Address")).fill(text[:1000])
    page.get_by_label("Tax id").fill(text[:50])
    page.get_by_label("Payment details").fill(text[:1000])
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("alert")).to_have_count(0)


# ---- Every page


def assert_accessible(page, name):
    for scheme in ("light", "dark"):
        # Without animation, because colours in transition would be measured.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        results = Axe().run(page)
        assert results.violations_count == 0, f"{name}, {scheme}:\n{results.generate_report()}"


def test_axe_finds_nothing_before_signing_in(page):
    for name in states.before_signing_in(page):
        assert_accessible(page, name)


def test_axe_finds_nothing_without_invoices(signed_in):
    for name in states.without_invoices(signed_in):
        assert_accessible(signed_in, name)


def test_axe_finds_nothing_with_invoices(signed_in, person, ordinary):
    for name in states.with_invoices(signed_in, person, ordinary):
        assert_accessible(signed_in, name)


def assert_fits(page, name):
    """Asserts that the page never scrolls horizontally."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert excess <= 0, f"{name} is {excess} px too wide at {width}"


def test_every_page_fits_before_signing_in(page):
    for name in states.before_signing_in(page):
        assert_fits(page, name)


def test_every_page_fits_with_extreme_content(signed_in, person, hostile):
    fill_settings(signed_in, LONG_WORD)
    for name in states.with_invoices(signed_in, person, hostile):
        assert_fits(signed_in, name)


# ---- Hostile values


def assert_holds(locator, text):
    assert text in locator.text_content()


def test_hostile_values_are_shown_as_typed(signed_in, person):
    page = signed_in
    fill_settings(page, HOSTILE)
    for label in ("Name", "Address", "Payment details"):
        expect(page.get_by_label(label)).to_have_value(HOSTILE)

    page.goto("/create")
    fields = [page.get_by_label(re.compile(label)) for label in ("^Name", "^Address", "^Printed below", "^Description of")]
    for field in fields:
        field.fill(HOSTILE)
    page.get_by_label("E-mail").fill(HOSTILE)
    page.get_by_label("Quantity").fill(HOSTILE)
    page.get_by_label("Unit price").fill(HOSTILE)
    page.get_by_role("button", name="Create invoice").click()
    expect(page.get_by_role("alert")).to_contain_text("3 things need your attention")
    for field in [*fields, *map(page.get_by_label, ("E-mail", "Quantity", "Unit price"))]:
        expect(field).to_have_value(HOSTILE)
    page.get_by_label("E-mail").fill("")
    page.get_by_label("Quantity").fill("1")
    page.get_by_label("Unit price").fill("1")
    page.get_by_role("button", name="Create invoice").click()

    path = page.url
    paper = page.get_by_role("article")
    for part in (".paper-seller-name", ".paper-customer", ".paper-head .lines", ".paper-facts .lines", "tbody th"):
        assert_holds(paper.locator(part), HOSTILE)
    assert_holds(paper.locator(".paper-text").nth(0), HOSTILE)
    assert_holds(paper.locator(".paper-text").nth(1), HOSTILE)
    for place, part in (("/", "td.cell-customer"), ("/invoices", "td.cell-customer"), (path + "/delete", "dd bdi")):
        page.goto(place)
        assert_holds(page.locator(part), HOSTILE)

    page.goto("/create")
    assert page.locator("#customers option").get_attribute("value") == HOSTILE
    page.goto("/invoices")
    page.get_by_label("Customer contains").fill(HOSTILE)
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("status")).to_have_text("1 invoice matches")
    expect(page.get_by_label("Customer contains")).to_have_value(HOSTILE)
    assert_holds(page.locator(".chip").first, HOSTILE)
    page.goto("/search")
    page.get_by_label("Invoice number").fill(HOSTILE)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_label("Invoice number")).to_have_value(HOSTILE)

    page.goto(path + "/edit")
    for field in fields:
        expect(field).to_have_value(HOSTILE)
    person_id = path.rsplit("/")[-1]
    person.client.patch(f"/api/v1/invoices/{person_id}", json={"notes": "x " + HOSTILE})
    page.get_by_label("Printed below").fill("y " + HOSTILE)
    page.get_by_role("button", name="Save changes").click()
    differences = page.locator(".differences td")
    assert_holds(differences.nth(0), "x " + HOSTILE)
    assert_holds(differences.nth(1), "y " + HOSTILE)
    page.get_by_role("button", name="Save my version").click()
    changes = page.locator(".history ins")
    assert_holds(changes.nth(0), "y " + HOSTILE)
    assert_holds(changes.nth(1), "x " + HOSTILE)
    assert page.locator("main :is(script, style)").count() == 0


def test_a_hostile_name_is_kept_by_the_forms_of_visitors(page):
    page.goto("/login")
    page.get_by_label("User name or e-mail address").fill(HOSTILE)
    page.get_by_label("Password").fill("wrong wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("User name or e-mail address")).to_have_value(HOSTILE)
    expect(page.get_by_label("Password")).to_have_value("")
    page.goto("/register")
    for label in ("E-mail address", "User name", "Full name", "Password"):
        page.get_by_label(label).fill(HOSTILE[:72])
    page.get_by_role("button", name="Create account").click()
    for label in ("E-mail address", "User name", "Full name"):
        expect(page.get_by_label(label)).to_have_value(HOSTILE[:72])
    expect(page.get_by_label("Password")).to_have_value("")


# ---- Forms sent twice, late, or after the session


@pytest.mark.parametrize("script", [True, False])
def test_a_double_click_makes_one_invoice(window, person, script):
    page = window(java_script_enabled=script)
    sign_in(page, person.username)
    page.goto("/create")
    page.get_by_label("Name", exact=True).fill("Acme Corp")
    page.get_by_label("Description of item 1").fill("Consulting")
    page.get_by_label("Quantity of item 1").fill("1")
    page.get_by_label("Unit price of item 1").fill("50")
    page.get_by_role("button", name="Create invoice").dblclick()
    expect(page.get_by_role("article")).to_contain_text("Acme Corp")
    page.reload()
    assert len(person.client.get("/api/v1/invoices").json()) == 1


def test_a_stale_form_says_so_shows_both_and_loses_nothing(signed_in, person):
    page = signed_in
    invoice = person.create_invoice(notes="As it was").json()
    page.goto(f"/invoice/{invoice['id']}/edit")
    page.get_by_label("Printed below").fill("Mine")
    person.client.patch(f"/api/v1/invoices/{invoice['id']}", json={"notes": "Theirs"})
    page.get_by_role("button", name="Save changes").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("changed elsewhere")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("row", name="Notes")).to_have_text("NotesTheirsMine")
    expect(page.get_by_label("Printed below")).to_have_value("Mine")
    page.get_by_role("button", name="Save my version").click()
    expect(page.locator(".paper-text")).to_contain_text("Mine")
    expect(page.locator(".history")).to_contain_text("Theirs")


def test_a_session_that_ends_while_a_form_is_filled_in_loses_nothing(signed_in, person):
    page = signed_in
    page.goto("/create")
    page.get_by_label("Name", exact=True).fill("Acme Corp")
    page.get_by_label(re.compile("^Address")).fill("1 Main Street\n12345 Town")
    for number in (1, 2, 3):
        if number > 1:
            page.get_by_role("button", name="Add an item").click()
        page.get_by_label(f"Description of item {number}").fill(f"Item {number}")
        page.get_by_label(f"Quantity of item {number}").fill(str(number))
        page.get_by_label(f"Unit price of item {number}").fill("10")
    page.context.clear_cookies()
    page.get_by_role("button", name="Create invoice").click()
    expect(page.get_by_role("status")).to_contain_text("Your session has ended")
    page.get_by_label("User name").fill(person.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New invoice")
    expect(page.get_by_label(re.compile("^Address"))).to_have_value("1 Main Street\n12345 Town")
    page.get_by_role("button", name="Create invoice").click()
    expect(page.get_by_role("article")).to_contain_text("60.00")
    assert len(person.client.get("/api/v1/invoices").json()) == 1


def test_a_refused_form_names_its_faults_and_leads_to_them(signed_in):
    page = signed_in
    page.goto("/create")
    states.submit(page, "Create invoice")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link").first.click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description(alert.get_by_role("link").first.inner_text())
