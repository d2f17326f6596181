"""The API's pages in a browser."""

import json

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(browser, service):
    """A page that must not log errors to the console or send requests to other sites."""
    page = browser.new_page(base_url=service.http)
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: is_foreign(request.url, service) and complaints.append(request.url))
    yield page
    page.close()
    assert complaints == []


def is_foreign(address, service):
    return not address.startswith((service.http + "/", "data:", "blob:"))


def operations(client):
    paths = client.get("/openapi.json").json()["paths"]
    return [operation for methods in paths.values() for operation in methods.values()]


class Operation:
    """One expanded operation of Swagger UI."""

    def __init__(self, page, tag, name):
        self.block = page.locator(f"#operations-{tag}-{name}")
        self.block.locator(".opblock-summary-control").click()
        self.block.get_by_role("button", name="Try it out").click()

    def choose(self, parameter, example):
        row = self.block.locator(f"tr[data-param-name={parameter}]")
        row.locator(".examples-select-element").select_option(label=example)

    def execute(self):
        """The status and the body of the answer."""
        self.block.get_by_role("button", name="Execute").click()
        answer = self.block.locator(".live-responses-table .response")
        status = answer.locator(".response-col_status").inner_text().split()[0]
        body = answer.locator(".highlight-code code")
        return int(status), json.loads(body.inner_text()) if body.count() else None


def authorize(page, username, password):
    page.get_by_role("button", name="Authorize").first.click()
    dialog = page.locator(".modal-ux")
    dialog.locator("#oauth_username").fill(username)
    dialog.locator("#oauth_password").fill(password)
    dialog.locator("button.authorize").click()
    expect(dialog.get_by_role("button", name="Remove authorization")).to_be_visible()
    dialog.get_by_role("button", name="Close").first.click()


def test_swagger_ui_shows_every_operation(page, client):
    page.goto("/docs")
    expect(page.locator(".opblock")).to_have_count(len(operations(client)))


def test_swagger_ui_leads_from_registration_to_a_filtered_list(page):
    page.goto("/docs")
    status, user = Operation(page, "Accounts", "register").execute()
    assert (status, user["username"]) == (201, "anna")

    authorize(page, "anna", "correct horse battery")

    create = Operation(page, "Invoices", "createInvoice")
    status, invoice = create.execute()
    assert (status, invoice["customer_name"]) == (201, "Acme Corp")

    listing = Operation(page, "Invoices", "listInvoices")
    listing.choose("fields", "What a table shows")
    listing.choose("min_amount", "100")
    listing.block.locator("tr[data-param-name=sort_by] select").select_option("total_amount")
    status, found = listing.execute()
    assert status == 200
    assert found == [{
        "invoice_number": invoice["invoice_number"], "total_amount": 100, "customer_name": "Acme Corp"}]


def test_redoc_shows_every_operation(page, client):
    page.goto("/redoc")
    for operation in operations(client):
        place = f"tag/{operation['tags'][0]}/operation/{operation['operationId']}"
        expect(page.locator(f"[id='{place}']")).to_contain_text(operation["summary"])
