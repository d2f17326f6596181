"""Fixtures for all system tests."""

import itertools
from dataclasses import dataclass

import httpx
import pytest

from installation import BareNginx, Installation

pytest_plugins = ["browsing"]

PASSWORD = "correct horse battery"
INVOICE = {
    "customer_name": "Acme Corp",
    "items": [{"description": "Consulting", "quantity": 2, "unit_price": 50}],
}


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="run the long form of every test that has one")
    parser.addoption("--package", action="store_true", help="install and use the package that deploy/package has built")


@pytest.fixture(scope="session")
def thorough(request):
    """Whether to run the long form; otherwise a short one runs."""
    return request.config.getoption("--thorough")


def pytest_ignore_collect(collection_path, config):
    if collection_path.name == "test_package_drill.py" and not config.getoption("--package"):
        return True
    return None


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """The installation shared by all tests that do not need a separate one."""
    installation = Installation(tmp_path_factory.mktemp("shared") / "data")
    try:
        yield installation.start()
    finally:
        installation.stop()


@pytest.fixture
def install(tmp_path):
    """Creates further installations in separate directories; they are stopped after the test."""
    made = []

    def make(name="data", **variables):
        made.append(Installation(tmp_path / name, **variables))
        return made[-1]

    yield make
    for installation in made:
        installation.stop()


@pytest.fixture
def bare_nginx(tmp_path, service):
    """Creates nginx instances without a service."""
    made = []

    def make(**variables):
        made.append(BareNginx(tmp_path / f"nginx{len(made)}", service.data, **variables))
        return made[-1]

    yield make
    for nginx in made:
        nginx.stop()


@pytest.fixture
def client(service):
    """An anonymous client."""
    with service.client() as client:
        yield client


@dataclass
class Person:
    """A new user and a client with their token."""

    username: str
    client: httpx.Client

    def create_invoice(self, **members):
        answer = self.client.post("/api/v1/invoices", json=INVOICE | members)
        assert answer.status_code == 201, answer.text
        return answer


numbers = itertools.count(1)


def register(client, username, password=PASSWORD):
    answer = client.post(
        "/api/v1/auth/register",
        json={"email": f"{username}@example.com", "username": username, "password": password})
    assert answer.status_code == 201, answer.text


def log_in(client, username, password=PASSWORD):
    """Returns an access token."""
    answer = client.post("/api/v1/auth/login", data={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


@pytest.fixture
def new_person(service):
    """Registers and signs in a new user."""
    clients = []

    def make(installation=service, **options):
        username = f"person{next(numbers)}"
        client = installation.client(**options)
        clients.append(client)
        register(client, username)
        client.headers["Authorization"] = f"Bearer {log_in(client, username)}"
        return Person(username, client)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def person(new_person):
    return new_person()
