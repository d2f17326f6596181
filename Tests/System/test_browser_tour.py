"""A new user's tour of all pages: with the mouse, without JavaScript, by keyboard alone."""

import itertools
import re

import pytest
from playwright.sync_api import expect

from browsing import sign_in
from conftest import PASSWORD

numbers = itertools.count(1)


class Mouse:
    def __init__(self, page):
        self.page = page

    def press(self, role, name):
        self.page.get_by_role(role, name=name).click()

    def menu(self):
        return self.page.locator("summary", has_text="Account menu of")

    def open_menu(self):
        self.menu().click()

    def type(self, label, text):
        self.page.get_by_label(label).fill(text)


class Keyboard(Mouse):
    """Uses only the keyboard."""

    def focus(self, target):
        """Presses Tab until the target has the focus, and asserts that the focus is visible."""
        for _ in range(100):
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate("element => element.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"cannot be reached by keyboard: {target}")

    def press(self, role, name):
        self.focus(self.page.get_by_role(role, name=name))
        self.page.keyboard.press("Enter")

    def open_menu(self):
        self.focus(self.menu())
        self.page.keyboard.press("Enter")

    def type(self, label, text):
        self.focus(self.page.get_by_label(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


def exactly(text):
    return re.compile(f"^{re.escape(text)}$")


def follow(hands):
    """The tour."""
    page = hands.page
    username = f"newcomer{next(numbers)}"

    page.goto("/")
    hands.press("link", "Create an account")
    hands.type("E-mail address", f"{username}@example.com")
    hands.type("User name", username)
    hands.type("Full name", "Ada Berg")
    hands.type("Password", PASSWORD)
    hands.press("button", "Create account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Invoices")

    hands.open_menu()
    hands.press("button", "Sign out")
    hands.type("User name or e-mail address", username)
    hands.type("Password", PASSWORD)
    hands.press("button", "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Invoices")

    hands.press("link", "Open settings")
    hands.type(exactly("Name"), "Studio Berg")
    hands.type("Payment details", "IBAN DE02 1203 0000 0000 2020 51")
    hands.press("button", "Save settings")
    expect(page.get_by_label(exactly("Name"))).to_have_value("Studio Berg")

    hands.press("link", "New invoice")
    hands.type(exactly("Name"), "Acme Corp")
    items = [("Design", "2", "50"), ("Hosting", "12", "9.99"), ("Workshop", "1.5", "800")]
    for number, (description, quantity, price) in enumerate(items, 1):
        if number > 1:
            hands.press("button", "Add an item")
        hands.type(f"Description of item {number}", description)
        hands.type(f"Quantity of item {number}", quantity)
        hands.type(f"Unit price of item {number}", price)
    hands.press("button", "Create invoice")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile(r"^Invoice INV-\d{6}-[A-Z0-9]{6}$"))
    number = heading.inner_text().split()[-1]
    paper = page.get_by_role("article")
    for text in ("Studio Berg", "Acme Corp", "119.88", "Total in EUR", "1,419.88", "IBAN DE02", "Pending"):
        expect(paper).to_contain_text(text)
    assert paper.locator("tbody th").all_inner_texts() == [one[0] for one in items]

    hands.press("button", exactly("Paid"))
    expect(paper).to_contain_text("Paid")
    expect(page.get_by_role("button", name=exactly("Paid"))).to_have_attribute("aria-pressed", "true")

    hands.press("link", exactly("Search"))
    hands.type("Invoice number", number.lower())
    hands.press("button", "Find")
    expect(heading).to_contain_text(number)

    hands.press("link", exactly("Edit"))
    hands.type("Quantity of item 1", "3")
    hands.press("button", "Save changes")
    expect(paper).to_contain_text("1,469.88")
    expect(page.get_by_role("list").filter(has_text="Changed").first).to_contain_text("1,469.88")

    hands.press("link", exactly("Delete"))
    hands.press("button", "Delete invoice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invoices")
    expect(page.get_by_role("main")).not_to_contain_text(number)

    hands.open_menu()
    hands.press("button", "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto("/invoices")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_tour_with_the_mouse(page):
    follow(Mouse(page))


def test_the_tour_without_javascript(window):
    follow(Mouse(window(java_script_enabled=False, viewport={"width": 1280, "height": 800})))


def test_rows_change_before_the_form_is_complete_without_javascript(window, person):
    page = window(java_script_enabled=False)
    sign_in(page, person.username)
    page.goto("/create")
    page.get_by_label("Description of item 1").fill("First")
    page.get_by_role("button", name="Add an item").click()
    page.get_by_label("Description of item 2").fill("Second")
    page.get_by_role("button", name="Move item 2 up").click()
    expect(page.get_by_label("Description of item 1")).to_have_value("Second")
    page.get_by_role("button", name="Move item 1 down").click()
    expect(page.get_by_label("Description of item 1")).to_have_value("First")
    page.get_by_role("button", name="Remove item 1").click()
    expect(page.get_by_label("Description of item 1")).to_have_value("Second")


def test_the_tour_by_keyboard_alone(page):
    follow(Keyboard(page))


def test_the_tour_on_a_telephone(window):
    follow(Mouse(window(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)))
