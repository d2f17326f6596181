"""A client generated from the document by a public generator works with the service."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def generated(service, tmp_path_factory):
    """The generated package; returns its modules by name."""
    folder = tmp_path_factory.mktemp("generated")
    with service.client() as client:
        (folder / "openapi.json").write_text(client.get("/openapi.json").text)
    programs = Path(sys.executable).parent
    subprocess.run(
        [programs / "openapi-python-client", "generate", "--path", "openapi.json", "--output-path", "invoices_api",
         "--meta", "none", "--fail-on-warning"],
        cwd=folder, env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"}, check=True)
    sys.path.insert(0, str(folder))
    try:
        yield lambda name="": importlib.import_module("invoices_api" + name)
    finally:
        sys.path.remove(str(folder))


@pytest.fixture
def anyone(generated, service):
    with generated(".client").Client(base_url=service.http) as client:
        yield client


@pytest.fixture
def registered(generated, service, anyone):
    """A client with the token of a user who registered and signed in through generated code."""
    models = generated(".models")
    generated(".api.accounts.register").sync(
        client=anyone,
        body=models.Registration(email="generated@example.com", username="generated", password="correct horse"))
    token = generated(".api.accounts.login").sync(
        client=anyone, body=models.Login(username="generated", password="correct horse"))
    with generated(".client").AuthenticatedClient(base_url=service.http, token=token.access_token) as client:
        yield client


def test_the_generated_client_creates_lists_and_patches(generated, registered):
    models = generated(".models")
    assert generated(".api.accounts.get_current_user").sync(client=registered).username == "generated"

    create = generated(".api.invoices.create_invoice").sync
    for name, price in [("Zeta", "900.50"), ("Acme Corp", 50), ("Acme Ltd", "19.99")]:
        item = models.NewLineItem(description="Consulting", quantity=2, unit_price=price)
        made = create(client=registered, body=models.NewInvoice(customer_name=name, items=[item]))
        assert made.status == "PENDING"

    listed = generated(".api.invoices.list_invoices").sync(
        client=registered, customer_name="acme", fields="customer_name,total_amount",
        sort_by=models.ListInvoicesSortBy.TOTAL_AMOUNT, sort_order=models.ListInvoicesSortOrder.ASC)
    assert [(one.customer_name, one.total_amount) for one in listed] == [("Acme Ltd", 39.98), ("Acme Corp", 100)]
    assert not any(one.notes or one.id for one in listed)

    changed = generated(".api.invoices.update_invoice").sync(
        made.id, client=registered, body=models.InvoicePatch(notes="Thank you", status=models.InvoicePatchStatus.PAID))
    assert (changed.notes, changed.status, changed.customer_name) == ("Thank you", "PAID", "Acme Ltd")

    refused = create(client=registered, body=models.NewInvoice(customer_name="", items=[]))
    assert isinstance(refused, models.Problem)
    assert {fault.pointer for fault in refused.errors} == {"/customer_name", "/items"}
