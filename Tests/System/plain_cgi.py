"""The program as plain CGI: one process per request."""

import subprocess

from fastcgi import CGIAnswer, variables
from installation import PROGRAM, ROOT, environment


def ask(data, method, path, body=b"", **fields):
    """The response of the program with this data directory."""
    request = variables(method, path, body=body, **fields)
    request["PATH_INFO"] = request.pop("DOCUMENT_URI")
    request["SCRIPT_NAME"] = ""
    done = subprocess.run(
        [PROGRAM], env=environment(INVOICES_DATA=data, INVOICES_BCRYPT_COST=4, **request), input=body,
        cwd=ROOT, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return CGIAnswer.parse(done.stdout)
