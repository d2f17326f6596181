"""Creates invoices over a few persistent connections until standard input ends; prints the result.

    python drill_load.py DOMAIN CERTIFICATE USERNAME PASSWORD

Runs in the network namespace of the machine where the service is installed. The first line, once invoices are being
created, is `begun`; the second is JSON: the number of acknowledged invoices, and every other response.
"""

import json
import sys
import threading

import httpx

CLIENTS = 4

domain, certificate, username, password = sys.argv[1:]
created, failed = [], []
ended = threading.Event()
begun = threading.Barrier(CLIENTS + 1)


def write(number):
    with httpx.Client(
            base_url="https://127.0.0.1", verify=certificate, headers={"Host": domain}, timeout=30,
            trust_env=False) as client:
        name = {"extensions": {"sni_hostname": domain}}
        answer = client.post("/api/v1/auth/login", data={"username": username, "password": password}, **name)
        client.headers["Authorization"] = "Bearer " + answer.json()["access_token"]
        begun.wait()
        while not ended.is_set():
            try:
                answer = client.post("/api/v1/invoices", **name, json={
                    "customer_name": f"Writer {number}",
                    "items": [{"description": "Work", "quantity": 1, "unit_price": 1}]})
                (created if answer.status_code == 201 else failed).append(answer.text)
            except httpx.HTTPError as error:
                failed.append(repr(error))


threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(CLIENTS)]
for thread in threads:
    thread.start()
begun.wait(60)
print("begun", flush=True)
sys.stdin.read()
ended.set()
for thread in threads:
    thread.join(60)
print(json.dumps({"created": len(created), "failed": failed}))
