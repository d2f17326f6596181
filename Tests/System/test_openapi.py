"""The served OpenAPI document."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator


@pytest.fixture
def document(client):
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def test_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    assert [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_is_cached_and_revalidated_by_its_etag(client):
    answer = client.get("/openapi.json")
    assert "max-age" in answer.headers["Cache-Control"]
    again = client.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_names_where_the_token_comes_from(client, document):
    (scheme,) = document["components"]["securitySchemes"].values()
    token_url = scheme["flows"]["password"]["tokenUrl"]
    answer = client.post(token_url, data={"username": "nobody", "password": "nothing to find"})
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_grant"


def test_the_lists_of_the_description_are_answered(document, person):
    """The calls in the description's table, copied verbatim."""
    person.create_invoice(customer_name="Smith & Sons")
    description = document["paths"]["/api/v1/invoices"]["get"]["description"]
    calls = [line.split("`")[1] for line in description.splitlines() if "`/api/v1/invoices?" in line]
    assert len(calls) == 6
    for call in calls:
        assert person.client.get(call).status_code == 200, call
    (smith,) = [call for call in calls if "smith" in call]
    assert [found["customer_name"] for found in person.client.get(smith).json()] == ["Smith & Sons"]
