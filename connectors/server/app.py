"""The server of the doors: Sanic as Rasa sets it up, with our channels and nothing of Rasa's own API."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa.core.channels.channel import InputChannel, register
from rasa.shared.utils.common import class_from_module_path
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from connectors.delivery.logs import where
from connectors.server import health, watchdog
from connectors.server.compression import compress
from connectors.server.connection_limits import Intake, raise_descriptors
from connectors.server.framing import USUAL_BODY, FramedRequest
from settings import Settings

logger = logging.getLogger(__name__)

QUEUE = 512  # connections that wait to be taken
_SAID = {
    400: "La petición está mal formada.",
    404: "No hay nada en esta dirección.",
    405: "Esta dirección no acepta ese método.",
    408: "La petición tardó demasiado en llegar.",
    411: "La petición no dice cuánto mide (Content-Length).",
    413: "La petición es demasiado grande.",
    503: "Ahora no puedo atender. Vuelve a intentarlo en un momento.",
}


def channels(current: Settings) -> list[InputChannel]:
    """The doors that the settings open; the libraries of those that stay closed are not loaded.

    Raises:
        Misconfigured: a variable of a door is missing or cannot be used.
    """
    wanted = {
        "connectors.web.WebInput": True,
        "connectors.telegram.TelegramInput": current.telegram is not None,
        "connectors.whatsapp.WhatsAppInput": current.whatsapp is not None,
    }
    return [class_from_module_path(path).from_credentials({}) for path, open_ in wanted.items() if open_]


def build(agent: Any, doors: Sequence[InputChannel], current: Settings) -> Sanic:
    """The application, ready to run.

    Args:
        agent: What runs the turns; its `handle_message` is what the doors call.
    """
    app = Sanic("enlace", configure_logging=False, request_class=FramedRequest)
    # A door that gets larger bodies than people write says so in `largest_body`; see connectors/server/framing.py.
    app.ctx.bodies = {f"/webhooks/{door.name()}/": getattr(door, "largest_body", USUAL_BODY) for door in doors}
    app.config.REQUEST_MAX_SIZE = max([USUAL_BODY, *app.ctx.bodies.values()])
    app.config.PROXIES_COUNT = current.proxies or None
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.ctx.agent = agent
    register(list(doors), app, route="/webhooks/")
    app.blueprint(health.blueprint())
    app.error_handler.add(Exception, _failed)
    app.register_middleware(compress, "response")
    watchdog.watch(app, current.supervisor)
    return app


def serve(app: Sanic, **place: Any) -> None:
    """Run the application until it is ended.

    Args:
        place: Where: `sock`, or `host` and `port`.
    """
    raise_descriptors()
    app.run(**place, protocol=Intake, backlog=QUEUE, access_log=False, motd=False)


def _failed(request: Request, error: Exception) -> HTTPResponse:
    """An error without what it knows: Sanic's own pages show the address and the log shows the message."""
    status = error.status_code if isinstance(error, SanicException) else 500
    if status >= 500 and status != 503:
        logger.error("%s %s failed: %s", request.method, request.uri_template or "?", where(error))
    said = _SAID.get(status, "No se pudo atender la petición." if status < 500 else "Algo falló de nuestro lado.")
    return json({"error": said}, status=status, headers={"Cache-Control": "no-store"}, ensure_ascii=False)
