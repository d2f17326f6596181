"""The pages through nginx, over HTTP and HTTPS, requested as by a browser."""

import csv
import io
import re

import pytest

from conftest import PASSWORD
from fastcgi import Responder
from pages import HOSTILE, INVOICE, Guest, Page

FOR_ALL = ["/login", "/register"]
SIGNED_IN = ["/", "/invoices", "/create", "/search", "/settings", "/account"]
POSTS = ["/create", "/search", "/settings", "/account", "/logout", "/invoice/1/status", "/invoice/1/edit",
         "/invoice/1/delete"]
POLICY = ("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
          "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")


@pytest.fixture
def visit(service):
    """Creates guests."""
    clients = []

    def make(secure=False):
        clients.append(service.client(secure))
        return Guest(clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def guest(visit):
    """A guest who has just registered and is signed in."""
    guest = visit()
    assert guest.register().status_code == 303
    return guest


def every_page(guest):
    """Each page of a user with an invoice, including error pages."""
    path = guest.create()
    yield from ((one, guest.client.get(one)) for one in [
        *SIGNED_IN, path, path + "/edit", path + "/delete", "/nothing", "/invoice/0", "/static/nothing", "/%FF",
        "/invoices?status=nonsense&min_amount=x"])
    yield "search", guest.send("/search", {"invoice_number": "INV-2"})
    yield "create", guest.send("/create", {})
    yield "forged", guest.client.post("/create", data={})
    anonymous = Guest(guest.client)
    guest.client.cookies.clear()
    yield from ((one, anonymous.client.get(one)) for one in FOR_ALL)
    yield "wrong", anonymous.send("/login", {"username": "nobody", "password": "wrong wrong"})
    yield "interrupted", anonymous.client.post("/create", data=INVOICE)


# ---- Properties of all pages


def test_every_page_is_sound_and_brings_nothing_from_elsewhere(guest):
    for name, answer in every_page(guest):
        page = Page(answer.text)
        assert answer.headers["content-security-policy"] == POLICY, name
        assert answer.headers["content-type"] == "text/html; charset=utf-8", name
        assert page.one("html")["lang"] == "en", name
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main")) == 1, name
        assert page.one("a", **{"class": "skip"})["href"] == "#main", name
        assert all(one["src"] for one in page.all("script")) and not page.all("style"), name
        for element in page.elements:
            for attribute, value in element.attributes.items():
                assert attribute != "style" and not attribute.startswith("on"), (name, element.tag, attribute)
                if attribute in ("href", "src", "action"):
                    assert re.match(r"/(?!/)|#", value), (name, value)


def test_titles_tell_pages_apart(guest):
    path = guest.create()
    pages = [*SIGNED_IN, path, path + "/edit", path + "/delete", "/nothing"]
    titles = [guest.client.get(one).text.partition("<title>")[2].partition("</title>")[0] for one in pages]
    guest.client.cookies.clear()
    titles += [guest.page(one).one("title").text for one in FOR_ALL]
    assert len(set(titles)) == len(titles)
    assert all(title.endswith(" · Invoices") for title in titles)


def test_the_title_of_a_refused_form_says_so(guest):
    answer = guest.send("/create", {})
    assert answer.status_code == 422
    assert Page(answer.text).one("title").text.startswith("Error: ")


def test_pages_are_not_kept_by_anybody(guest):
    for path in SIGNED_IN:
        assert guest.client.get(path).headers["cache-control"] == "no-store"


def test_files_named_by_their_version_are_kept_and_the_page_names_it(guest):
    address = guest.page("/").one("link", rel="stylesheet")["href"]
    assert re.fullmatch(r"/static/app\.css\?v=[\w-]{8}", address)
    assert guest.client.get(address).headers["cache-control"] == "max-age=31536000"


def test_head_answers_like_get_without_a_body(guest):
    for path in SIGNED_IN:
        answer = guest.client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


# ---- Compression


def test_pages_are_compressed_and_mask_their_token_afresh(guest):
    answers = [guest.client.get("/create") for _ in range(3)]
    assert {one.headers["content-encoding"] for one in answers} == {"gzip"}
    tokens = [Page(one.text).value("csrf_token") for one in answers]
    assert len(set(tokens)) == 3
    for token in tokens:
        answer = guest.client.post("/create", data=INVOICE | {"csrf_token": token, "form_key": token})
        assert answer.status_code == 303


# ---- Cookies


def test_over_http_the_session_is_kept_from_scripts_and_other_sites(visit):
    cookie = visit().register().headers["set-cookie"]
    assert re.fullmatch(r"session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000", reordered(cookie))


def test_over_https_the_session_is_also_secure_and_bound_to_the_host(visit):
    cookie = visit(secure=True).register().headers["set-cookie"]
    assert re.fullmatch(
        r"__Host-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=2592000", reordered(cookie))


def reordered(cookie):
    """The cookie with its attributes in the order used by the tests."""
    first, *attributes = cookie.split("; ")
    order = ["Path", "HttpOnly", "SameSite", "Secure", "Max-Age"]
    return "; ".join([first, *sorted(attributes, key=lambda one: order.index(one.partition("=")[0]))])


def test_over_https_only_the_prefixed_cookie_is_read(service, visit):
    guest = visit(secure=True)
    guest.register()
    (token,) = [one.value for one in guest.client.cookies.jar if one.name == "__Host-session"]
    with service.client(secure=True) as secure, service.client() as plain:
        assert secure.get("/", headers={"Cookie": f"__Host-session={token}"}).status_code == 200
        assert secure.get("/", headers={"Cookie": f"session={token}"}).status_code == 303
        assert plain.get("/", headers={"Cookie": f"__Host-session={token}"}).status_code == 303


def test_a_whole_round_works_over_https(visit):
    guest = visit(secure=True)
    assert guest.register().status_code == 303
    assert "INV-" in guest.client.get(guest.create()).text
    assert guest.send("/logout", {}, shown_at="/").status_code == 303
    assert guest.sign_in().status_code == 303


def test_signing_in_renews_the_session(guest):
    first = guest.client.cookies["session"]
    guest.send("/logout", {}, shown_at="/")
    guest.sign_in()
    assert guest.client.cookies["session"] != first


# ---- Access control


@pytest.mark.parametrize("path", [*SIGNED_IN, "/invoices.csv", "/invoice/1", "/invoice/1/edit", "/invoice/1/delete"])
def test_a_visitor_is_sent_to_sign_in_and_comes_back(guest, path):
    guest.client.cookies.clear()
    asked = path + "?status=PAID"
    answer = guest.client.get(asked)
    assert answer.status_code == 303
    target = answer.headers["location"]
    assert target.startswith("/login?next=%2F")
    answer = guest.send("/login", {"username": guest.username, "password": PASSWORD}, shown_at=target)
    assert (answer.status_code, answer.headers["location"]) == (303, asked)


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\/evil.example", "/\t/evil.example",
    "javascript:alert(1)", "evil", "/a\r\nSet-Cookie: a=b"])
def test_signing_in_never_leads_to_another_site(guest, target):
    guest.client.cookies.clear()
    answer = guest.sign_in(next=target)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_signing_out_ends_the_session_on_the_server(service, guest):
    token = guest.client.cookies["session"]
    answer = guest.send("/logout", {}, shown_at="/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    with service.client() as thief:
        assert thief.get("/", headers={"Cookie": f"session={token}"}).status_code == 303


def test_a_new_password_ends_every_session(visit, guest):
    other = visit()
    other.username = guest.username
    other.sign_in()
    assert other.client.get("/").status_code == 200
    change = {"action": "change-password", "current_password": PASSWORD, "new_password": "another horse"}
    assert guest.send("/account", change).status_code == 303
    assert other.client.get("/").status_code == guest.client.get("/").status_code == 303
    assert other.sign_in().status_code == 401
    assert other.sign_in("another horse").status_code == 303


def test_the_well_known_address_leads_to_where_the_password_is_changed(guest):
    assert guest.client.get("/.well-known/change-password").headers["location"] == "/account"


def test_a_cookie_does_not_open_the_api_and_a_token_does_not_open_the_pages(guest, person):
    assert guest.client.get("/api/v1/invoices").status_code == 401
    assert person.client.get("/").status_code == 303
    assert person.client.post("/create", data=INVOICE).status_code == 401


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused(guest, path):
    for fields in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 86}):
        answer = guest.client.post(path, data=INVOICE | fields)
        assert answer.status_code == 403
        assert "<h1>This is not allowed</h1>" in answer.text


def test_a_form_from_another_site_is_refused(guest):
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert guest.send("/create", INVOICE, headers={"Origin": origin}).status_code == 403
    origin = str(guest.client.base_url).rstrip("/")
    assert guest.send("/create", INVOICE, headers={"Origin": origin}).status_code == 303


def test_a_form_is_not_good_for_somebody_else(visit, guest):
    other = visit()
    other.register()
    token = other.page("/create").value("csrf_token")
    assert guest.client.post("/create", data=INVOICE | {"csrf_token": token}).status_code == 403


# ---- Lists


def test_parameters_that_a_page_does_not_know_are_ignored(guest):
    guest.create()
    answer = guest.client.get("/invoices?utm_source=mail&fields=id&status=PENDING")
    assert answer.status_code == 200
    assert "1 invoice matches" in answer.text


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


def test_the_selection_is_downloaded_as_csv(guest):
    guest.create(customer_name="Acme, Corp")
    guest.create(customer_name="Other")
    href = guest.page("/invoices?customer_name=acme&utm_source=mail").one("a", **{"class": "result-csv"})["href"]
    answer = guest.client.get(href)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert re.fullmatch(r'attachment; filename="invoices-\d{4}-\d\d-\d\d\.csv"', answer.headers["content-disposition"])
    assert answer.headers["cache-control"] == "no-store"
    (row,) = rows_of(answer)
    assert (row["customer_name"], row["total_amount"], row["status"]) == ("Acme, Corp", "100.00", "PENDING")


def test_a_cell_of_the_csv_is_neither_a_formula_nor_the_end_of_its_row(guest):
    texts = ["=1+1", "+1", "-1", "@SUM(1)", '"quoted"\u0301, and', '"\u200d,x', HOSTILE, "two\nlines"]
    for text in texts:
        guest.create(customer_name="x", notes=text)
    answer = guest.client.get("/invoices.csv?sort_order=asc")
    expected = ["'" + text if text[0] in "=+-@" else text for text in texts]
    assert [row["notes"] for row in rows_of(answer)] == expected


# ---- Forms sent twice or after the end of the session


def test_the_same_form_sent_twice_makes_one_invoice(guest):
    page = guest.page("/create")
    fields = INVOICE | {name: page.value(name) for name in ("csrf_token", "form_key")}
    answers = [guest.client.post("/create", data=fields) for _ in range(3)]
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    assert "1 invoice<" in guest.client.get("/invoices").text


def test_what_was_typed_survives_the_end_of_the_session(guest):
    fields = INVOICE | {"customer_name": HOSTILE, "notes": HOSTILE, "csrf_token": guest.page("/").value("csrf_token")}
    guest.client.cookies.clear()
    answer = guest.client.post("/create", data=fields)
    assert answer.status_code == 401
    page = Page(answer.text)
    hidden = {one["name"]: one["value"] for one in page.all("input", type="hidden")}
    answer = guest.client.post("/login", data=hidden | {"username": guest.username, "password": PASSWORD})
    assert answer.status_code == 200
    page = Page(answer.text)
    assert (page.value("customer_name"), page.value("notes")) == (HOSTILE, HOSTILE)
    fields = {one["name"]: one["value"] or "" for one in page.all("input", type="hidden")}
    answer = guest.client.post("/create", data=INVOICE | {"customer_name": "After all"} | fields)
    assert answer.status_code == 303
    assert "After all" in guest.client.get(answer.headers["location"]).text


# ---- Errors


def structure(text):
    """Tags and classes."""
    return [(one.tag, one["class"]) for one in Page(text).elements]


def test_nginx_and_the_service_show_the_same_page_for_the_same_error(client):
    service, nginx = client.get("/nothing"), client.get("/static/nothing")
    assert service.status_code == nginx.status_code == 404
    # nginx's page has no script, because only the service knows the script's version.
    without_script = [one for one in structure(service.text) if one[0] != "script"]
    assert structure(nginx.text) == without_script
    assert Page(service.text).one("h1").text == Page(nginx.text).one("h1").text


def test_every_error_of_nginx_says_what_to_do_next(bare_nginx):
    nginx = bare_nginx(NGINX_SIGN_IN_RATE="1r/m")
    with nginx.client() as client:
        down = client.get("/")
        assert down.status_code == 502
        texts = [down.text, client.get("/%FF").text, client.get("/static/nothing").text, client.get("/" + "x" * 9000).text]
        with Responder(nginx.socket_path):
            texts.append([client.post("/login") for _ in range(110)][-1].text)
        pages = [Page(text) for text in texts]
        assert [re.search(r"Error (\d+)", text)[1] for text in texts] == ["502", "400", "404", "414", "429"]
        assert len({page.one("h1").text for page in pages}) == 5
        for page in pages:
            assert all(client.get(one["href"]).status_code == 200 for one in page.all("link"))
            heading, advice, *_ = [one.text for one in page.all("p") if one["class"] is None]
            assert heading.endswith(".") and advice.endswith(".")


def test_the_services_errors_carry_the_request_id(guest):
    for answer in (guest.client.get("/nothing"), guest.client.get("/invoice/0"), guest.client.post("/create")):
        assert answer.headers["x-request-id"] in answer.text
