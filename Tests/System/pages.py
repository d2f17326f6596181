"""Access to the pages without a browser."""

import itertools
from html.parser import HTMLParser

from conftest import PASSWORD

numbers = itertools.count(1)

# Text with sequences that are known to break pages. Trimming does not change it.
HOSTILE = (
    "<script>alert(1)</script> </textarea> \"quoted\" 'single' & &amp; \"\u0301 \"\u200d \"\ufe0f "
    "{{x}} {{{x}}} a\u2028b \u202ereversed end")
LONG_WORD = "W" * 5000

EMPTY_INVOICE = {
    "customer_name": "", "customer_email": "", "customer_address": "", "due_date": "", "notes": "",
    "item_description": "", "item_quantity": "", "item_unit_price": "",
}
INVOICE = EMPTY_INVOICE | {
    "customer_name": "Acme Corp", "item_description": "Consulting", "item_quantity": "2", "item_unit_price": "50"}


class Element:
    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = dict(attributes)
        self.text = ""

    def __getitem__(self, name):
        return self.attributes.get(name)


class Page(HTMLParser):
    """The elements of a page, in order, each with its direct text."""

    void = {"input", "link", "meta", "br", "hr", "img", "path", "rect", "use"}

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append(Element(tag, attrs))
        if tag not in self.void:
            self.open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        if self.open:
            self.open[-1].text += data

    def all(self, tag, **attributes):
        return [one for one in self.elements
                if one.tag == tag and all(one[name] == value for name, value in attributes.items())]

    def one(self, tag, **attributes):
        (found,) = self.all(tag, **attributes)
        return found

    def value(self, name):
        """The value of a form field."""
        fields = [one for one in self.elements if one.tag in ("input", "textarea") and one["name"] == name]
        assert fields, f"no field {name}"
        # HTML parsers drop the line break after <textarea>.
        return fields[0]["value"] if fields[0].tag == "input" else fields[0].text.removeprefix("\n")


class Guest:
    """A client with cookies, initially not signed in."""

    def __init__(self, client):
        self.client = client

    def page(self, path, status=200):
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return Page(answer.text)

    def send(self, path, fields, shown_at=None, **options):
        """Posts a form with the hidden fields of its page."""
        page = self.page(shown_at or path)
        hidden = {one["name"]: one["value"] or "" for one in page.all("input", type="hidden")}
        return self.client.post(path, data=hidden | fields, **options)

    def register(self, password=PASSWORD):
        self.username = f"guest{next(numbers)}"
        self.email = f"{self.username}@example.com"
        return self.send(
            "/register", {"email": self.email, "username": self.username, "full_name": "", "password": password})

    def sign_in(self, password=PASSWORD, **fields):
        return self.send("/login", {"username": self.username, "password": password} | fields)

    def create(self, **fields):
        """Creates an invoice and returns its path."""
        answer = self.send("/create", INVOICE | fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]
