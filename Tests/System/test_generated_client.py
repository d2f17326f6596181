"""A client that a public generator has written from the document works with the service."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def generated(service, tmp_path_factory):
    """The generated package; gives its modules by their names."""
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


def test_the_generated_client_registers_logs_in_creates_lists_and_patches(generated, service):
    models = generated(".models")
    accounts, invoices = ".api.accounts.", ".api.invoices."
    anyone = generated(".client").Client(base_url=service.http)

    user = generated(accounts + "register").sync(
        client=anyone,
        body=models.Registration(email="generated@example.com", username="generated", password="correct horse"))
    assert user.username == "generated"

    token = generated(accounts + "login").sync(
        client=anyone, body=models.Login(username="generated", password="correct horse"))
    client = generated(".client").AuthenticatedClient(base_url=service.http, token=token.access_token)
    assert generated(accounts + "get_current_user").sync(client=client).id == user.id

    create = generated(invoices + "create_invoice").sync
    for name, price in [("Zeta", "900.50"), ("Acme Corp", 50), ("Acme Ltd", "19.99")]:
        made = create(
            client=client,
            body=models.NewInvoice(
                customer_name=name,
                items=[models.NewLineItem(description="Consulting", quantity=2, unit_price=price)]))
        assert made.status == "PENDING"

    listed = generated(invoices + "list_invoices").sync(
        client=client, customer_name="acme", fields="customer_name,total_amount",
        sort_by=models.ListInvoicesSortBy.TOTAL_AMOUNT, sort_order=models.ListInvoicesSortOrder.ASC)
    assert [(one.customer_name, one.total_amount) for one in listed] == [("Acme Ltd", 39.98), ("Acme Corp", 100)]
    assert not any(one.notes or one.id for one in listed)

    changed = generated(invoices + "update_invoice").sync(
        made.id, client=client, body=models.InvoicePatch(notes="Thank you", status=models.InvoicePatchStatus.PAID))
    assert (changed.notes, changed.status, changed.customer_name) == ("Thank you", "PAID", "Acme Ltd")

    refused = create(client=client, body=models.NewInvoice(customer_name="", items=[]))
    assert isinstance(refused, models.Problem)
    assert {fault.pointer for fault in refused.errors} == {"/customer_name", "/items"}
