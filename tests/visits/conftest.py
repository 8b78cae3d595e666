"""A town's page on a site of its own, with the tag as the operator copies it, and the real server behind it."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.connectors.running_server import free_port, serving
from tests.visits.visitor import HOOK

PAGE = """<!doctype html><html lang="es-MX"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Valle Sereno</title>
<script>{hook}</script>
<body><main><h1>Valle Sereno</h1>{news}</main>
{tag}
</body></html>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *said: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def town(loaded_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the town's page."""
    folder, port = tmp_path_factory.mktemp("town"), free_port()
    site = f"http://127.0.0.1:{port}"
    with serving(tmp_path_factory.mktemp("visits"), loaded_house) as serve:
        server = serve("tests.visits.served", WEB_SITIOS=site)
        tag = httpx.get(f"{server.url}/w/etiqueta").text
        news = "<p>El cabildo sesiona el jueves.</p>" * 60
        (folder / "index.html").write_text(PAGE.format(hook=HOOK, news=news, tag=tag), encoding="utf-8")
        handler = functools.partial(Quiet, directory=str(folder))
        with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as pages:
            threading.Thread(target=pages.serve_forever, daemon=True).start()
            yield f"{site}/index.html"
            pages.shutdown()
