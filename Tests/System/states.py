"""Visits every page in all of its states, one after the other."""

from browsing import sign_in

SKIP_VALIDATION = "document.querySelectorAll('form').forEach(form => form.noValidate = true)"


def submit(page, button):
    """Submits a form despite the browser's validation."""
    page.evaluate(SKIP_VALIDATION)
    page.get_by_role("button", name=button, exact=True).click()


def before_signing_in(page):
    page.goto("/login")
    yield "sign in"
    submit(page, "Sign in")
    yield "sign in, refused"
    page.goto("/register")
    yield "register"
    submit(page, "Create account")
    yield "register, refused"
    page.goto("/nothing")
    yield "nothing there"
    page.goto("/static/nothing")
    yield "nothing there, says nginx"


def without_invoices(page):
    for path in ("/", "/invoices", "/create", "/search", "/settings", "/account"):
        page.goto(path)
        yield f"{path} without invoices"


def with_invoices(page, person, paths):
    """`paths` are those of invoices; the first one is changed meanwhile."""
    page.goto("/")
    yield "home"
    page.get_by_text("Show the figures as a table").click()
    page.locator("[data-menu] summary").click()
    yield "home, all opened"
    page.goto("/invoices")
    yield "list"
    page.goto("/invoices?status=PENDING&status=PAID&customer_name=e&sort_by=total_amount&sort_order=asc&limit=1")
    yield "list, filtered"
    page.goto("/invoices?customer_name=nobody%20has%20this%20name")
    yield "list, no match"
    page.goto("/invoices?min_amount=x&created_after=2023-02-30&due_before=soon")
    yield "list, refused"
    page.goto("/create")
    page.get_by_role("button", name="Add an item").click()
    yield "create"
    page.get_by_label("Quantity of item 1").fill("x")
    page.get_by_label("Unit price of item 2").fill("-1")
    submit(page, "Create invoice")
    yield "create, refused"
    page.goto("/search")
    page.get_by_label("Invoice number").fill("INV-2")
    submit(page, "Find")
    yield "search, numbers alike"
    for path in paths:
        for suffix in ("", "/edit", "/delete"):
            page.goto(path + suffix)
            yield path + suffix
    page.goto(paths[0] + "/edit")
    answer = person.client.patch("/api/v1/invoices/" + paths[0].rsplit("/")[-1], json={"notes": "Changed elsewhere."})
    assert answer.status_code == 200
    page.get_by_role("button", name="Save changes").click()
    yield "edit, changed elsewhere"
    page.goto("/settings")
    page.get_by_label("Currency").fill("gold")
    submit(page, "Save settings")
    yield "settings, refused"
    page.goto("/account")
    submit(page, "Change password")
    yield "account, refused"
    page.goto("/invoice/0")
    yield "no such invoice"
    page.goto("/create")
    page.context.clear_cookies()
    submit(page, "Create invoice")
    yield "the session has ended"
    sign_in(page, person.username)
