"""A browser for the tests, which records every complaint about the pages."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from conftest import PASSWORD

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser():
    # Chromium's sandbox does not work for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def window(browser, service):
    """Opens windows with separate cookies. Fails after the test if any of them recorded a complaint."""
    opened = []

    def make(**options):
        context = browser.new_context(base_url=service.http, **options)
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append((context, Watch(page, service.http)))
        return page

    yield make
    for context, _ in opened:
        context.close()
    assert [line for _, watch in opened for line in watch.complaints] == []


@pytest.fixture
def page(window):
    """A window of 1280 by 800."""
    return window(viewport={"width": 1280, "height": 800})


class Watch:
    """Records what no page may do: console messages, failed requests, requests to other sites, dialogues."""

    def __init__(self, page, origin):
        self.complaints = []
        self.origin = origin
        self.documents = set()
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self.on_dialog)
        page.on("request", self.on_request)
        page.on("requestfailed", self.on_request_failed)
        page.on("response", self.on_response)

    def on_console(self, message):
        # The browser reports a page's own error status, which the tests expect.
        is_status = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if not (is_status and message.location["url"] in self.documents):
            self.complaints.append(f"console: {message.text} ({message.location['url']})")

    def on_dialog(self, dialog):
        self.complaints.append(f"dialogue: {dialog.message}")
        dialog.dismiss()

    def on_request(self, request):
        address = urlsplit(request.url)
        if address.scheme != "data" and f"{address.scheme}://{address.netloc}" != self.origin:
            self.complaints.append(f"elsewhere: {request.url}")

    def on_request_failed(self, request):
        # Requests in progress are aborted when the page is left.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def on_response(self, response):
        if response.request.is_navigation_request():
            self.documents.add(response.url)
        elif response.status >= 400:
            self.complaints.append(f"failed: {response.url} {response.status}")


def sign_in(page, username, password=PASSWORD):
    page.goto("/login")
    page.get_by_label("User name or e-mail address").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()


@pytest.fixture
def signed_in(page, person):
    """A window of a new user without invoices."""
    sign_in(page, person.username)
    return page
