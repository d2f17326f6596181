"""Hostile inputs, and every place where they can be sent."""

import json
from urllib.parse import quote

SQL = [
    "'", "' OR '1'='1", "1 OR 1=1", "'; DROP TABLE invoices; --", "\" OR \"\"=\"",
    "') UNION SELECT password_hash FROM users --",
    "1; ATTACH DATABASE '/tmp/x' AS x", "*/ OR 1=1 /*", "%' OR customer_name LIKE '%", "id DESC, (SELECT 1)", "\\'",
]
TEMPLATES = [
    "{{csrf_token}}", "{{{.}}}", "{{> layout}}", "{{#invoices}}x{{/invoices}}", "{{=<% %>=}}", "{{7*7}}", "${7*7}", "#{7*7}",
    "<%= 7*7 %>", "%(x)s", "%s%n%x%p", "{0}", "\\(secret)",
]
MARKUP = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "javascript:alert(1)", "]]><!--",
    "&lt;b&gt;",
    "</title><svg/onload=alert(1)>", "\"\u0301 onmouseover=alert(1) x=\"\u200d",
]
LINES = [
    "x\r\nX-Injected: 1", "x\r\n\r\n<html>", "x\nSet-Cookie: session=x", "x\u2028X-Injected: 1", "x\u0085y", "\x00",
    "a\x00b", "\x1b[2J",
]
PATHS = [
    "../../etc/passwd", "..\\..\\secret", "....//secret", "/etc/passwd", "file:///etc/passwd", ".git/config",
    "//evil.example/",
    "/\\evil.example", "https://evil.example/", "http://127.0.0.1:1/",
]
NUMBERS = [
    "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e308", "1e-400", "NaN",
    "Infinity", "0x10", "1_0",
    "٣", "1e999999999", "9" * 5000,
]
TEXTS = [
    "", " ", "null", "true", "[]", "{}", "\u202e", "e" + "\u0301" * 2000, "😀" * 200, "\ufeff", "ﬁ", "İ", "ß" * 100,
    "=1+1", "@SUM(A1)",
    "x" * 20_000,
]
TYPED = SQL + TEMPLATES + MARKUP + LINES + PATHS + NUMBERS + TEXTS

PARAMETERS = [
    "skip", "limit", "cursor", "fields", "status", "created_after", "created_before", "due_after", "due_before",
    "customer_name",
    "customer_email", "min_amount", "max_amount", "sort_by", "sort_order",
]
MEMBERS = [
    "customer_name", "customer_email", "customer_address", "due_date", "notes", "items", "status", "id", "total_amount",
    "invoice_number", "ledger_id", "user_id", "__proto__",
]
ITEM_MEMBERS = ["description", "quantity", "unit_price", "amount", "id"]
FIELDS = [
    "Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override",
    "X-Real-IP", "Origin",
    "Referer", "If-Match", "If-None-Match", "Prefer", "Idempotency-Key", "Cookie", "Authorization", "Content-Type",
    "Accept", "Range",
    "Accept-Encoding", "X-Request-Id", "Sec-Fetch-Site", "User-Agent",
]
# Sent as they are, unlike those in PATHS.
TARGETS = [
    "/static/../../secret", "/static/%2e%2e/%2e%2e/secret", "/static/..%2f..%2fsecret", "/static/..%5c..%5csecret",
    "/static//etc/passwd",
    "/static/vendor/../../../secret", "/static/.git/config", "/.git/config", "/.env", "/secret", "/invoices.db",
    "/.data/secret",
    "/nginx.conf", "/log/service.log", "/run/service.sock", "/nginx/page", "/nginx/problem", "/nginx/options",
    "/api/v1/../../secret",
    "/api/v1//invoices",
    "/api/v1/invoices/1%00", "/api/v1/invoices/1%2f", "/api/v1/invoices/1;x=1", "/api/v1/invoices/%31",
    "/api/v1/invoices/./1",
    "/api/v1/invoices/+1", "/api/v1/invoices/1.0", "/api/v1/users", "/api/v2/invoices", "/admin", "/server-status",
    "/%0d%0aX-Injected:1",
    "/login?next=//evil.example/", "/login?next=/%5cevil.example", "/login?next=%0d%0aX-Injected:1",
    "//evil.example/%2e%2e", "/?x=" + "y" * 4000,
    "/invoice/1", "/invoice/1/edit", "/invoice/1/delete", "/register?next=https://evil.example/",
]


def every_case(form):
    """Every request as method, target, header fields and body. `form` creates a form post of the attacker."""
    yield from reads()
    yield from bodies()
    yield from headers()
    yield from forms(form)
    yield from huge()


def reads():
    for target in TARGETS:
        for method in ("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "PROPFIND"):
            yield method, target, {}, b""
    for typed in TYPED:
        value = quote(typed.encode("utf-8", "surrogatepass"), safe="")
        if len(value) > 7000:  # nginx accepts no longer URL
            continue
        for name in PARAMETERS:
            yield "GET", f"/api/v1/invoices?{name}={value}", {}, b""
        for page in (
            "/invoices?customer_name=", "/invoices?sort_by=", "/invoices.csv?status=", "/login?next=",
            "/search?invoice_number=",
        ):
            yield "GET", page + value, {}, b""
        for method in ("GET", "PATCH", "DELETE"):
            yield method, f"/api/v1/invoices/{value}", {"Content-Type": "application/json"}, b"{}"
        yield "GET", f"/api/v1/invoices/find?invoice_number={value}", {}, b""
        yield "GET", f"/invoice/{value}", {}, b""
        yield "GET", f"/static/{value}", {}, b""


def bodies():
    def post(document, method="POST", target="/api/v1/invoices"):
        return method, target, {"Content-Type": "application/json"}, json.dumps(document).encode()

    item = {"description": "x", "quantity": 1, "unit_price": 1}
    for typed in TYPED:
        for name in MEMBERS:
            yield post({"customer_name": "x", "items": [item]} | {name: typed})
            yield post({name: typed}, "PATCH", "/api/v1/invoices/1")
        for name in ITEM_MEMBERS:
            yield post({"customer_name": "x", "items": [item | {name: typed}]})
        yield post({typed: typed})
        yield post({"status": typed}, "PATCH", "/api/v1/invoices/1/status")
        yield post({"current_password": typed, "new_password": typed}, target="/api/v1/auth/password")
        yield post({"email": typed, "username": typed, "password": typed, "full_name": typed}, target="/api/v1/auth/register")
    for text in (
        b"", b"null", b"[]", b"\"x\"", b"{", b"{\"a\":1,\"a\":2}", b"\xff", b"\xef\xbb\xbf{}", b'{"customer_name":"\\ud800","items":[]}',
        b'{"customer_name":"\\u0000"}', b"{" * 1000, b"NaN", b'{"a":01}', b"{}x", b"/**/{}",
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    ):
        for target in ("/api/v1/invoices", "/api/v1/auth/register", "/api/v1/auth/password"):
            yield "POST", target, {"Content-Type": "application/json"}, text


def headers():
    for typed in [*SQL, *TEMPLATES, *MARKUP, *PATHS, *NUMBERS, "x" * 4000]:
        if not typed.isascii() or not typed.isprintable() or len(typed) > 4000:
            continue  # No client library sends it; other tests do.
        for name in FIELDS:
            yield "GET", "/api/v1/invoices?limit=1", {name: typed}, b""
            yield "POST", "/api/v1/invoices", {"Content-Type": "application/json", name: typed}, b'{"customer_name": "x"}'
        yield "GET", "/", {"Cookie": f"session={typed}; visitor={typed}"}, b""


def forms(form):
    for typed in TYPED:
        yield form("/search", invoice_number=typed)
        yield form(
            "/create", customer_name=typed, notes=typed, due_date=typed, item_description=typed, item_quantity="1",
            item_unit_price=typed)
        yield form("/settings", business_name=typed, payment_details=typed, currency=typed)
        yield form("/invoice/1/status", status=typed)
        yield form("/invoice/1/edit", customer_name=typed)
        yield form("/login", username=typed, password=typed, next=typed)
        yield form("/register", username=typed, email=typed, password=typed, next=typed)
    yield form("/invoice/1/delete")


def huge():
    json_type = {"Content-Type": "application/json"}
    for body in (
        b'{"customer_name": "' + b"x" * 1_000_000 + b'"}', b"[" * 500_000, b'{"a":' * 100_000, b'{"a":' + b"9" * 1_000_000 + b"}",
        json.dumps({f"member {number}": number for number in range(30_000)}).encode(),
        json.dumps({"customer_name": "x", "items": [{"description": "x", "quantity": 1, "unit_price": 1}] * 15_000}).encode(),
        b'{"customer_name": "' + ("e" + "\u0301" * 200_000).encode() + b'"}', b"x" * 1_048_577,
    ):
        yield "POST", "/api/v1/invoices", json_type, body
    urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
    for body in (b"a=b&" * 200_000, b"=" * 500_000, b"%" * 500_000, b"username=" + b"x" * 900_000 + b"&password=x"):
        yield "POST", "/api/v1/auth/login", urlencoded, body
        yield "POST", "/login", urlencoded, body
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(15_000))
    yield "POST", "/api/v1/auth/login", {"Content-Type": "multipart/form-data; boundary=x"}, parts + b"--x--"
    yield "GET", "/api/v1/invoices?" + "&".join(f"a{number}=1" for number in range(800)), {}, b""
    yield "GET", "/api/v1/invoices?status=" + "PAID," * 1500, {}, b""
    yield "GET", "/api/v1/invoices?fields=" + "id," * 2000, {}, b""
