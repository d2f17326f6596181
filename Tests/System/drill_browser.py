"""Signs in over HTTPS, creates an invoice, and prints its number and total.

    python drill_browser.py DOMAIN USERNAME PASSWORD

Runs in the network namespace of the machine where the service is installed.
"""

import os
import sys

from playwright.sync_api import expect, sync_playwright

domain, username, password = sys.argv[1:]
arguments = [f"--host-resolver-rules=MAP {domain} 127.0.0.1"]
if os.geteuid() == 0:
    arguments.append("--no-sandbox")
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
    # The certificate is self-signed.
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(f"http://{domain}/create")
    assert page.url == f"https://{domain}/login?next=%2Fcreate", page.url
    page.get_by_label("User name or e-mail address").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Name", exact=True).fill("Acme Corp")
    page.get_by_label("Description of item 1").fill("Consulting")
    page.get_by_label("Quantity of item 1").fill("2")
    page.get_by_label("Unit price of item 1").fill("50")
    page.get_by_role("button", name="Create invoice").click()
    expect(page).to_have_url(f"https://{domain}/invoice/1")
    cookies = [(one["name"], one["secure"]) for one in page.context.cookies()]
    assert ("__Host-session", True) in cookies, cookies
    print(page.get_by_role("heading", level=1).inner_text(), page.get_by_text("100.00").first.inner_text())
    browser.close()
