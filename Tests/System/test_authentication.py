"""The contract's part "Authentication", through nginx."""

import base64
import hashlib
import hmac
import json
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import jwt
import pytest

import wire
from administration import database, done
from conftest import PASSWORD, log_in, numbers, register
from contract import (
    INVOICES, LOGIN, LOGOUT_ALL, ME, PASSWORD_CHANGE, REGISTER, faults, invoice, ok, post_raw, problem)


def registration(username, **members):
    """A registration of `username`, with these members replaced."""
    return {"email": f"{username}@example.com", "username": username, "password": PASSWORD} | members


def sign_in(client, username, password=PASSWORD, **fields):
    return client.post(LOGIN, data={"username": username, "password": password} | fields)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def me(client, token):
    return client.get(ME, headers=bearer(token)).status_code


# ---- Registration


def test_a_registration_answers_the_user_without_any_secret(client):
    answer = ok(client.post(REGISTER, json=registration(
        "Reg.One", email=" Reg.One@Example.COM ", full_name=" Ærø\u0301 ")), 201)
    assert answer.headers["location"] == ME
    user = answer.json()
    assert list(user) == ["id", "email", "username", "full_name", "is_active", "date_created"]
    assert (user["email"], user["username"], user["full_name"]) == ("Reg.One@Example.COM", "Reg.One", "Ærø\u0301")
    assert user["is_active"] is True and isinstance(user["id"], int)
    assert client.get(ME, headers=bearer(log_in(client, "Reg.One"))).json() == user


def test_only_a_bcrypt_hash_is_stored(service, client):
    register(client, "reg-hash", "a rather special password")
    with database(service.data) as connection:
        stored, = connection.execute("SELECT password_hash FROM users WHERE username = 'reg-hash'").fetchone()
    assert stored.startswith("$2b$04$") and len(stored) == 60
    for file in service.data.glob("invoices.db*"):
        assert b"a rather special password" not in file.read_bytes()
    assert "a rather special password" not in (service.data / "log/service.log").read_text()


@pytest.mark.parametrize("email", ["a@b.c", "a.b+c@sub.example.com", "ü@bücher.example", "x" * 242 + "@example.com"])
def test_valid_addresses_are_accepted(client, email):
    ok(client.post(REGISTER, json=registration(f"mail{next(numbers)}", email=email)), 201)


@pytest.mark.parametrize("email", [
    "", " ", "a", "a@b", "@b.c", "a@", "a@@b.c", "a@b@c.d", "a@b..c", "a@.b.c", "a@b.", "a b@c.d", "a@b .c", None, 5,
    "x" * 243 + "@example.com", "a@b.c\n d"])
def test_addresses_that_are_refused(client, person, email):
    assert faults(client.post(REGISTER, json=registration("somebody", email=email))) == ["/email"]
    # An invoice's address follows the same rule, but is optional.
    if email not in ("", " ", None):
        assert faults(person.client.post(INVOICES, json=invoice(customer_email=email))) == ["/customer_email"]


@pytest.mark.parametrize("username", ["abc", "a.b", "A-Z_0.9", "x" * 50, "-_."])
def test_valid_names_are_accepted(client, username):
    ok(client.post(REGISTER, json=registration(username, email=f"name{next(numbers)}@example.com")), 201)


@pytest.mark.parametrize("username", ["", "ab", "x" * 51, "a b", "a@b", "äöü", "abc\n\x00", "ab/", None, 123])
def test_names_that_are_refused(client, username):
    answer = client.post(REGISTER, json=registration("somebody") | {"username": username})
    assert faults(answer) == ["/username"]


@pytest.mark.parametrize("password", [
    "8 or more", "ä" * 8, "😀" * 8, "x" * 72, "ä" * 36, "        ", " spaces at the ends ", "tab\tand\nlines"])
def test_passwords_are_taken_exactly_as_sent(client, password):
    name = f"password{next(numbers)}"
    ok(client.post(REGISTER, json=registration(name, password=password)), 201)
    ok(sign_in(client, name, password))
    for other in {password + "x", password[:-1], password.strip(), password.upper()} - {password}:
        assert sign_in(client, name, other).status_code in (401, 422)


@pytest.mark.parametrize("password", [
    "1234567", "é" * 7, "x" * 73, "ä" * 36 + "x", "with\x00nul here", None, 12345678])
def test_passwords_that_are_refused(client, person, password):
    assert faults(client.post(REGISTER, json=registration("somebody", password=password))) == ["/password"]
    answer = person.client.post(PASSWORD_CHANGE, json={"current_password": PASSWORD, "new_password": password})
    assert faults(answer) == ["/new_password"]


def test_a_full_name_has_200_characters_at_most(client):
    assert faults(client.post(REGISTER, json=registration("longname", full_name="é" * 201))) == ["/full_name"]
    ok(client.post(REGISTER, json=registration("longname", full_name="é" * 200)), 201)
    assert ok(client.post(REGISTER, json=registration("noname", full_name=" ")), 201).json()["full_name"] is None


def test_a_taken_address_or_name_is_409_at_its_member(client):
    ok(client.post(REGISTER, json=registration("taken", email="Taken.Ö@example.com")), 201)
    for members, expected in [
        ({"username": "TAKEN"}, ["/username"]),
        ({"email": "taken.ö@EXAMPLE.com"}, ["/email"]),
        ({"username": "Taken", "email": "TAKEN.Ö@example.com"}, ["/email", "/username"]),
    ]:
        assert faults(client.post(REGISTER, json=registration("free") | members), 409) == expected
    ok(client.post(REGISTER, json=registration("free")), 201)


def test_only_one_of_concurrent_registrations_of_a_name_succeeds(client):
    forms = [registration("racing", email=f"{number}@race.example") for number in range(10)]
    with ThreadPoolExecutor(len(forms)) as pool:
        answers = list(pool.map(lambda form: client.post(REGISTER, json=form), forms))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


# ---- Sign-in


def test_a_sign_in_answers_a_token(client):
    register(client, "signer")
    answer = ok(sign_in(client, "signer"))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert {name: value for name, value in answer.json().items() if name != "access_token"} == {
        "token_type": "bearer", "expires_in": 1800}


def test_one_signs_in_by_name_or_address_in_any_case(client):
    ok(client.post(REGISTER, json=registration("Both.Ways", email="Böth@Example.com")), 201)
    for name in ("Both.Ways", "both.ways", "BOTH.WAYS", "Böth@Example.com", "BÖTH@EXAMPLE.COM", " both.ways "):
        ok(sign_in(client, name))


def test_what_oauth_adds_is_ignored(client):
    register(client, "oauth")
    ok(sign_in(
        client, "oauth", grant_type="password", scope="a b", client_id="x", client_secret="y", other=["1", "2"]))
    ok(client.post(LOGIN, data={"username": "oauth", "password": PASSWORD}, auth=("x", "y")))


def test_a_form_may_be_multipart(client):
    register(client, "parts", "pässwörd with\nlines")
    fields = {"username": "parts", "password": "pässwörd with\nlines", "grant_type": "password"}
    ok(client.post(LOGIN, files={name: (None, value) for name, value in fields.items()}))
    problem(client.post(LOGIN, files={"username": (None, "parts"), "password": ("p.txt", PASSWORD)}), 422)
    unended = b'--XX\r\nContent-Disposition: form-data; name="username"\r\n\r\nparts\r\n'
    problem(post_raw(client, unended, LOGIN, Content_Type="multipart/form-data; boundary=XX"), 400)


def test_a_form_is_read_to_the_letter(client):
    register(client, "letters", "a+b c%41&d=e;f é")
    ok(sign_in(client, "letters", "a+b c%41&d=e;f é"))
    raw = b"username=letters&password=a%2Bb+c%2541%26d%3De%3Bf+%C3%A9"
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    ok(post_raw(client, raw, LOGIN, **form))
    for broken in (b"username=%FF&password=x", b"username=%&password=x", b"username=%4&password=x"):
        problem(post_raw(client, broken, LOGIN, **form), 400)


def test_a_wrong_password_and_an_unknown_user_look_the_same(client):
    register(client, "looks")
    answers = [sign_in(client, "looks", "wrong password"), sign_in(client, "nobody-here", "wrong password")]
    documents = [problem(answer, 401) | {"request_id": ""} for answer in answers]
    assert documents[0] == documents[1]
    assert documents[0]["error"] == "invalid_grant"
    assert documents[0]["error_description"]
    assert [answer.headers["www-authenticate"] for answer in answers] == ["Bearer", "Bearer"]
    assert answers[0].headers.keys() == answers[1].headers.keys()


def test_problems_of_a_sign_in_carry_oauths_codes(client):
    def code(answer, status):
        document = problem(answer, status)
        assert document["error_description"]
        return document["error"]

    assert code(client.post(LOGIN, data={}), 422) == "invalid_request"
    assert code(client.post(LOGIN, data={"username": "x"}), 422) == "invalid_request"
    assert code(client.post(LOGIN, content=b"username=a&username=b&password=c", headers={
        "Content-Type": "application/x-www-form-urlencoded"}), 422) == "invalid_request"
    assert code(client.post(LOGIN, json={}), 415) == "invalid_request"
    assert code(client.get(LOGIN), 405) == "invalid_request"
    assert code(sign_in(client, "x", grant_type="client_credentials"), 422) == "unsupported_grant_type"


# ---- Password change and signing out


def test_a_password_change_ends_every_token(new_person):
    person = new_person()
    other = log_in(person.client, person.username)
    wrong = person.client.post(PASSWORD_CHANGE, json={"current_password": "x", "new_password": "a better password"})
    assert faults(wrong) == ["/current_password"]
    both = person.client.post(PASSWORD_CHANGE, json={"current_password": "x", "new_password": "short"})
    assert faults(both) == ["/current_password", "/new_password"]
    assert me(person.client, other) == 200
    changed = person.client.post(
        PASSWORD_CHANGE, json={"current_password": PASSWORD, "new_password": "a better password"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert (me(person.client, other), person.client.get(INVOICES).status_code) == (401, 401)
    assert sign_in(person.client, person.username).status_code == 401
    assert me(person.client, log_in(person.client, person.username, "a better password")) == 200


def test_a_refused_password_change_changes_nothing(person):
    passwords = {"current_password": PASSWORD, "new_password": "a better password"}
    assert faults(person.client.post(PASSWORD_CHANGE, json=passwords | {"extra": 1})) == ["/extra"]
    assert faults(person.client.post(PASSWORD_CHANGE + "?extra=1", json=passwords)) == ["extra"]
    ok(person.client.get(ME))


def test_signing_out_everywhere_ends_every_token_of_this_user_only(new_person):
    person, other = new_person(), new_person()
    tokens = [log_in(person.client, person.username) for _ in range(2)]
    answer = person.client.post(LOGOUT_ALL)
    assert (answer.status_code, answer.content) == (204, b"")
    assert [me(person.client, token) for token in tokens] == [401, 401]
    ok(other.client.get(ME))
    # In the same second, which shows that the check does not depend on time.
    assert me(person.client, log_in(person.client, person.username)) == 200


# ---- Tokens


@pytest.fixture
def key(service):
    """The signing key of access tokens: HKDF-SHA256 (RFC 5869) of the secret."""
    secret = (service.data / "secret").read_bytes().removesuffix(b"\n")
    pseudorandom = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(pseudorandom, b"invoices/v1/access-tokens\x01", "sha256")


@pytest.fixture
def claims(person):
    user, now = person.client.get(ME).json()["id"], int(time.time())
    return {"sub": str(user), "iat": now, "exp": now + 600, "jti": "made by hand", "gen": 0}


def without(claims, name):
    return {key: value for key, value in claims.items() if key != name}


def test_a_token_is_what_the_contract_says(person, key):
    token = person.client.headers["Authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    claims = jwt.decode(token, key, algorithms=["HS256"], options={"require": ["sub", "iat", "exp", "jti"]})
    assert claims["sub"] == str(person.client.get(ME).json()["id"])
    assert claims["exp"] - claims["iat"] == 1800
    again = jwt.decode(log_in(person.client, person.username), key, algorithms=["HS256"])
    assert claims["jti"] != again["jti"]


def test_a_token_signed_by_another_library_is_accepted(client, key, claims):
    now = claims["iat"]
    for accepted in [
        claims, without(claims, "jti"), claims | {"nbf": now - 5}, claims | {"exp": now + 600.5},
        claims | {"more": {"a": [1]}},
    ]:
        assert me(client, jwt.encode(accepted, key, "HS256")) == 200, accepted


def test_a_token_with_other_claims_is_refused(client, key, claims):
    now = claims["iat"]
    for refused in [
        without(claims, "exp"), without(claims, "sub"), without(claims, "iat"), without(claims, "gen"),
        claims | {"exp": now - 1}, claims | {"exp": now - 0.5}, claims | {"exp": str(now + 600)},
        claims | {"exp": None}, claims | {"exp": True}, claims | {"exp": 1e300}, claims | {"nbf": now + 300},
        claims | {"nbf": str(now)}, claims | {"sub": "99999999"}, claims | {"sub": "0"}, claims | {"sub": "01"},
        claims | {"sub": "x"}, claims | {"gen": 1}, claims | {"gen": -1}, claims | {"gen": "0"}, claims | {"jti": 5},
    ]:
        # Encoded directly, because PyJWT would refuse such claims.
        token = jwt.api_jws.encode(json.dumps(refused).encode(), key, "HS256")
        assert me(client, token) == 401, refused


def test_only_hs256_with_the_right_key_is_accepted(client, key, claims):
    good = jwt.encode(claims, key, "HS256")
    head, payload, signature = good.split(".")

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    def signed(header, method=hashlib.sha256):
        text = f"{part(header)}.{payload}"
        tag = base64.urlsafe_b64encode(hmac.digest(key, text.encode(), method)).rstrip(b"=").decode()
        return f"{text}.{tag}"

    assert me(client, signed({"alg": "HS256"})) == 200
    for refused in [
        jwt.encode(claims, None, "none"), f"{part({'alg': 'none'})}.{payload}.", f"{part({'alg': 'none'})}.{payload}",
        signed({"alg": "HS512", "typ": "JWT"}, "sha512"), signed({"alg": "HS384"}, "sha384"),
        signed({"alg": "HS512"}), signed({"alg": "none"}), signed({"alg": "hs256"}), signed({"typ": "JWT"}),
        signed({"alg": "HS256", "crit": ["x"], "x": 1}), jwt.encode(claims, bytes(32), "HS256"),
        jwt.encode(claims, b"another key of more than 32 bytes", "HS256"), f"{head}.{payload}.{signature[::-1]}",
        f"{head}.{part(claims | {'sub': '1'})}.{signature}", f"{head}.{payload}.", f"{head}.{payload}",
        good + ".x", good + "=", " ".join(good.split(".")), good.swapcase(), "x" * 8000,
    ]:
        assert me(client, refused) == 401, refused


def test_a_token_is_sent_in_one_way_only(service, client, person):
    authorization = person.client.headers["Authorization"]
    token = authorization.removeprefix("Bearer ")
    for scheme in ("bearer", "BEARER", "bEaReR"):
        ok(client.get(ME, headers={"Authorization": f"{scheme} {token}"}))
    for refused in ("", "Bearer", token, f"Basic {token}", f"Token {token}", f"Bearer {token} x"):
        problem(client.get(ME, headers={"Authorization": refused}), 401)
    assert client.get(f"{ME}?access_token={token}").status_code == 401
    assert client.get(ME, headers={"Cookie": f"access_token={token}"}).status_code == 401
    twice = wire.ask(service.http_port, wire.request(
        ME, "GET", f"Authorization: {authorization}", f"Authorization: {authorization}"))
    assert twice.status in (400, 401)


def test_a_token_outlives_a_restart(install):
    installation = install().start()
    with installation.client() as client:
        register(client, "outlives")
        token = log_in(client, "outlives")
        installation.stop()
        installation.start()
        assert me(client, token) == 200


# ---- The administrator's commands


def test_a_users_commands_are_effective_at_the_next_request(service, new_person):
    person = new_person()
    token = person.client.headers["Authorization"].removeprefix("Bearer ")
    done(service.data, "user", "disable", person.username)
    assert me(person.client, token) == 401
    refused = sign_in(person.client, person.username)
    unknown = sign_in(person.client, "nobody-at-all")
    assert problem(refused, 401) | {"request_id": ""} == problem(unknown, 401) | {"request_id": ""}
    done(service.data, "user", "enable", f"{person.username}@EXAMPLE.com")
    assert me(person.client, token) == 200
    done(service.data, "user", "password", person.username, "--password-stdin", entered="from the command\n")
    assert me(person.client, token) == 401
    assert sign_in(person.client, person.username).status_code == 401
    assert me(person.client, log_in(person.client, person.username, "from the command")) == 200


def test_with_closed_registration_the_administrator_makes_accounts(install):
    """Also tests two further settings, to save a start of the service."""
    installation = install(
        INVOICES_REGISTRATION="closed", INVOICES_TOKEN_MINUTES=5, INVOICES_BCRYPT_COST="").start()
    with installation.client() as client:
        problem(client.post(REGISTER, json=registration("visitor")), 403)
        problem(client.post(REGISTER, json={}), 403)
        done(installation.data, "user", "add", "invited", "--email", "Invited@example.com", "--full-name", "In Vited",
             "--password-stdin", entered="given by hand\n")
        answer = ok(sign_in(client, "invited@example.com", "given by hand")).json()
        assert answer["expires_in"] == 300
        claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == 300
        headers = bearer(answer["access_token"])
        assert client.get(ME, headers=headers).json()["full_name"] == "In Vited"
        # Also for signed-in users.
        problem(client.post(REGISTER, json=registration("visitor"), headers=headers), 403)
    with database(installation.data) as connection:
        rows = connection.execute("SELECT username, substr(password_hash, 1, 7) FROM users").fetchall()
    assert rows == [("invited", "$2b$12$")]


# ---- Hashing has a separate lane


def test_many_sign_ins_at_once_leave_the_workers_free(install):
    """32 sign-ins of a fifth of a second each, 8 of which may wait."""
    installation = install(
        INVOICES_BCRYPT_COST=12, INVOICES_WORKERS=2, INVOICES_HASHING_THREADS=1, INVOICES_HASHING_QUEUE=8).start()
    with installation.client() as client, ThreadPoolExecutor(32) as pool:
        register(client, "busy")
        token = log_in(client, "busy")
        pending = {pool.submit(sign_in, client, "busy") for _ in range(32)}
        finished = set()
        while not any(one.result().status_code == 503 for one in finished):
            assert pending
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
        # The queue is full.
        assert me(client, token) == 200
        ok(client.get(INVOICES, headers=bearer(token)))
        ok(client.get("/health"))
        # The other requests were answered before all sign-ins were.
        assert any(not one.done() for one in pending)
        answers = [one.result() for one in finished | pending]
        refused = [answer for answer in answers if answer.status_code == 503]
        assert {answer.status_code for answer in answers} == {200, 503}
        for answer in refused:
            problem(answer, 503)
            assert int(answer.headers["retry-after"]) > 0
        ok(sign_in(client, "busy"))
