"""An invoice on paper, as the browser prints it into a PDF."""

import re

import pypdfium2
import pytest

from browsing import sign_in

BUSINESS = "Studio Berg"
NOT_PRINTED = ["Settings", "New invoice", "Edit", "Delete", "History", "Copy number", "Sign out", "Status"]


def squeezed(text):
    """The text without spaces: a PDF has none, and readers guess them from distances."""
    return "".join(text.split())


@pytest.fixture
def print_out(page, person):
    """Creates an invoice, prints it, and returns the text of each page."""
    sign_in(page, person.username)
    page.goto("/settings")
    page.get_by_label("Name", exact=True).fill(BUSINESS)
    page.get_by_label("Payment details").fill("IBAN DE02 1203 0000 0000 2020 51")
    page.get_by_role("button", name="Save settings").click()
    page.wait_for_load_state()

    def print_out(size, **members):
        invoice = person.create_invoice(**members).json()
        page.goto(f"/invoice/{invoice['id']}")
        document = pypdfium2.PdfDocument(page.pdf(format=size, print_background=False))
        return invoice, [squeezed(one.get_textpage().get_text_bounded()) for one in document]

    return print_out


@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_invoice_is_one_page_with_all_that_a_customer_needs(page, print_out, size, scheme):
    page.emulate_media(color_scheme=scheme)
    items = [{"description": f"Service {number}", "quantity": number, "unit_price": "1000.5"} for number in range(1, 11)]
    invoice, pages = print_out(size, customer_address="1 Main Street\n12345 Town", due_date="2030-01-31", items=items)
    (text,) = pages
    assert invoice["invoice_number"] in text
    for part in (BUSINESS, "Acme Corp", "1 Main Street", "31 Jan 2030", "55,027.50", "Total in EUR", "IBAN DE02"):
        assert squeezed(part) in text
    for number in range(1, 11):
        assert f"Service{number}{number}1,000.50{number * 1000.5:,.2f}" in text
    for part in NOT_PRINTED:
        assert squeezed(part) not in text
    assert "Page1of1" in text


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_long_invoice_repeats_its_head_and_breaks_no_row(print_out, size):
    row = "<{}>\none\ntwo\nthree\n</{}>"
    items = [{"description": row.format(number, number), "quantity": 1, "unit_price": 1} for number in range(1, 61)]
    _, pages = print_out(size, items=items)
    assert len(pages) > 3
    found = []
    for number, text in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in text
        first = re.findall(r"<(\d+)>", text)
        assert re.findall(r"</(\d+)>", text) == first
        assert "DescriptionQuantityUnitpriceAmount" in text.partition("<")[0]
        found += first
    assert found == [str(number) for number in range(1, 61)]
    # The total does not stand alone on a page.
    assert ["TotalinEUR60.00" in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert "</60>" in pages[-1]


def test_an_invoice_without_a_business_says_so(page, person):
    sign_in(page, person.username)
    path = person.create_invoice().headers["location"].replace("/api/v1/invoices", "/invoice")
    page.goto(path)
    page.get_by_role("article").get_by_role("link", name="Enter it in the settings").click()
    assert page.url.endswith("/settings")
