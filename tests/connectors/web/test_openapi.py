"""The endpoints keep to their own description, whatever is sent to them: no answer is a fault of the server's."""

from __future__ import annotations

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from connectors.web.assets import HERE
from tests.connectors.web.serving import ScriptedServer, Visitor

SCHEMA = schemathesis.openapi.from_path(HERE / "openapi.yml")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def visitor(scripted: ScriptedServer) -> Visitor:
    return Visitor(scripted)


@SCHEMA.parametrize()
@settings(
    max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@pytest.mark.parametrize("known", [True, False])
def test_the_description_holds(
    case: schemathesis.Case, scripted: ScriptedServer, visitor: Visitor, known: bool
) -> None:
    headers = {"Origin": scripted.url, "Authorization": f"Bearer {visitor.token}"} if known else None
    with requests.Session() as session:
        address = scripted.url + "/webhooks/web"
        case.call_and_validate(base_url=address, headers=headers, checks=CHECKS, session=session)


def test_every_endpoint_is_described() -> None:
    described = {(method.upper(), path) for path, item in SCHEMA.raw_schema["paths"].items() for method in item}
    assert described == {
        ("POST", "/sesion"),
        ("POST", "/mensajes"),
        ("GET", "/historial"),
        ("GET", "/pendientes"),
        ("GET", "/archivos/{nombre}"),
    }
