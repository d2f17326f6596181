"""The README's tour works verbatim, and uses only what the API's document describes."""

import json
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

README = (Path(__file__).parents[2] / "README.md").read_text()
TOUR = re.search(r"^## Tour of the API\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)[1]
# The last block starts its own service.
BLOCKS = [block for block in re.findall(r"```sh\n(.*?)```", TOUR, re.DOTALL) if "deploy/run" not in block]


def test_the_tour_works_word_for_word(install):
    installation = install().start()
    script = "\n".join(BLOCKS).replace("http://127.0.0.1:8080", f"http://127.0.0.1:{installation.http_port}")
    output = subprocess.run(
        ["bash", "-euc", "curl() { command curl --silent --fail --noproxy '*' \"$@\"; echo; }\n" + script],
        capture_output=True, text=True, timeout=60)
    assert output.returncode == 0, output.stdout + output.stderr
    assert '"status":"PAID"' in output.stdout
    assert re.search(r"^X-Total-Count: 1\r?$", output.stdout, re.MULTILINE)
    found = json.loads(output.stdout.strip().splitlines()[-1])
    assert [sorted(invoice) for invoice in found] == [["id", "invoice_number", "total_amount"]]
    assert found[0]["total_amount"] == 100


def test_the_tour_speaks_of_what_the_document_knows(service):
    with service.client() as client:
        document = client.get("/openapi.json").json()
    addresses = re.findall(r"\$invoices(/[^\s\"]*)", "\n".join(BLOCKS))
    assert addresses
    for address in addresses:
        parts = urlsplit(address)
        path = re.sub(r"/\d+(?=/|$)", "/{id}", parts.path)
        assert path in document["paths"], address
        operation = document["paths"][path].get("get", {})
        known = {document["components"]["parameters"][one["$ref"].rsplit("/", 1)[1]]["name"] if "$ref" in one
                 else one["name"] for one in operation.get("parameters", [])}
        assert {name for name, _ in parse_qsl(parts.query)} <= known, address
