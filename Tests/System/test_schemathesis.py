"""schemathesis tests the service, given only the OpenAPI document."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LONGEST_RUN = 600  # seconds


def test_the_service_keeps_to_its_document(install):
    installation = install().start()
    # From a file, because the document's own URL is one of the tested operations.
    document = installation.data / "openapi.json"
    with installation.client() as client:
        document.write_text(client.get("/openapi.json").text)
    operations = sum(map(len, json.loads(document.read_text())["paths"].values()))
    tester = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml", "run",
         document, "--url", installation.http, "--max-examples", "200", "--seed", "1", "--continue-on-failure"],
        env=os.environ | {"SERVICE_UNDER_TEST": installation.http, "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
                          "PYTHONPATH": str(HERE), "NO_PROXY": "*"},
        cwd=installation.data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LONGEST_RUN)
    assert tester.returncode == 0, tester.stdout
    assert re.search(rf"Tested: +{operations}$", tester.stdout, re.MULTILINE), tester.stdout
    assert re.search(r"API Links: +(\d+) covered / \1 selected", tester.stdout), tester.stdout
