"""The endpoints that the widget talks to, under /webhooks/web; `openapi.yml` describes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, Optional

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, file
from sanic.response import json as as_json

from connectors.delivery.errors import Busy, TooMany
from connectors.web import words
from connectors.web.chat_service import Desk
from connectors.web.messages import file_name
from connectors.web.origins import ALWAYS, cross_origin, is_allowed
from connectors.web.requests import Refusal, bearer, read_json, read_message
from connectors.web.sessions import InvalidSession, Sessions, WebSession
from settings import Settings

PREFIX = "/webhooks/web"
Handler = Callable[..., Coroutine[Any, Any, Optional[HTTPResponse]]]


class Api:
    """The endpoints of one server."""

    def __init__(self, desk: Desk, sessions: Sessions, current: Settings) -> None:
        self._desk = desk
        self._sessions = sessions
        self._settings = current

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the endpoints."""
        for method, path, handler in (
            ("POST", "/sesion", self.session),
            ("POST", "/mensajes", self.message),
            ("GET", "/historial", self.history),
            ("GET", "/pendientes", self.news),
            ("GET", "/archivos/<name>", self.file),
        ):
            add_route(blueprint, method, PREFIX + path, self._guarded(handler), handler.__name__)
            add_route(blueprint, "OPTIONS", PREFIX + path, self._guarded(_preflight), "preflight_" + handler.__name__)

    async def session(self, request: Request) -> HTTPResponse:
        """Open the session of the token, or a new one, with all that was said in it; `recordar` says if it lasts."""
        site = self._site(request, required=True)
        wish = read_json(request.headers.get("content-type", ""), request.body).get("recordar")
        if not (wish is None or isinstance(wish, bool)):
            raise Refusal(400, words.MALFORMED)
        token = bearer(request.headers.get("authorization", ""))
        try:
            session = self._sessions.read(token, site)
        except InvalidSession:
            session = await self._desk.begin(site, network_of(request))
        else:
            await self._desk.open_again(session, network_of(request))
        if wish is not None:
            session = replace(session, lasting=wish)
            await self._desk.remember(session)
        body = {
            "token": self._sessions.token(session),
            "saludo": words.GREETING,
            "aviso": words.notice(self._settings),
            "sugerencias": words.SUGGESTIONS,
            "historial": await self._desk.conversation(session),
        }
        return as_json(body)

    async def message(self, request: Request) -> HTTPResponse | None:
        """Take a message and answer it line by line; the answer is made and kept whether or not anybody stays."""
        session = self._session(request)
        sent = read_message(read_json(request.headers.get("content-type", ""), request.body))
        with self._desk.listening(session) as news:
            new = await self._desk.take(session, sent, network_of(request))
            response = await request.respond(
                content_type="application/x-ndjson; charset=utf-8",
                headers={**self._headers(request), "X-Accel-Buffering": "no"},
            )
            try:
                async for line in self._desk.answer(session, sent, news if new else None):
                    await response.send(json.dumps(line, ensure_ascii=False) + "\n")
            except Busy:
                pass  # cut short without «fin»: the browser tries again with the same id
        await response.eof()
        return None

    async def history(self, request: Request) -> HTTPResponse:
        """All that was said in the session."""
        session = self._session(request)
        await self._desk.open_again(session, network_of(request))
        return as_json({"historial": await self._desk.conversation(session)})

    async def news(self, request: Request) -> HTTPResponse:
        """What was said after the message named in `desde`."""
        said, gone = await self._desk.news(self._session(request), request.args.get("desde", ""))
        return as_json({"mensajes": said, **({"borrado": True} if gone else {})})

    async def file(self, request: Request, name: str) -> HTTPResponse:
        """A picture or document of the session."""
        part = await self._desk.file(self._session(request), name)
        if part is None:
            raise Refusal(404, words.NO_FILE)
        return await send_file(part.path, file_name(part))

    def _session(self, request: Request) -> WebSession:
        site = self._site(request)
        try:
            return self._sessions.read(bearer(request.headers.get("authorization", "")), site)
        except InvalidSession as error:
            raise Refusal(401, words.NO_SESSION) from error

    def _site(self, request: Request, *, required: bool = False) -> str:
        """Origin of the page that asks; browsers leave it out where a page asks its own server."""
        origin = str(request.headers.get("origin", ""))
        if (origin or required) and not is_allowed(origin, request.host, self._settings.web.sites):
            raise Refusal(403, words.SITE)
        return origin

    def _guarded(self, handler: Handler) -> Handler:
        """`handler` with refusals as JSON, and with what the browser must be told of every answer."""

        async def guarded(request: Request, **path: str) -> HTTPResponse | None:
            response = await served(handler, request, **path)
            if response is not None:
                response.headers.update(self._headers(request))
            return response

        return guarded

    def _headers(self, request: Request) -> dict[str, str]:
        origin = str(request.headers.get("origin", ""))
        readable = is_allowed(origin, request.host, self._settings.web.sites)
        return {**ALWAYS, "Cache-Control": "no-store", **(cross_origin(origin) if readable else {"Vary": "Origin"})}


async def served(handler: Handler, request: Request, **path: str) -> HTTPResponse | None:
    """What `handler` answers, or why it does not, as JSON."""
    try:
        return await handler(request, **path)
    except Refusal as refusal:
        problem = refusal
    except TooMany as many:
        problem = Refusal(429, words.TOO_MANY, many.seconds)
    except Busy as busy:
        problem = Refusal(503, words.BUSY, busy.seconds)
    return as_json({"error": str(problem)}, status=problem.status, headers=problem.headers)


def add_route(blueprint: Blueprint, method: str, path: str, handler: Handler, name: str) -> None:
    """Add a handler; Sanic writes on its handlers, which a bound method does not allow."""
    blueprint.add_route(partial(handler), path, methods=[method], name=name)


def network_of(request: Request) -> str:
    """Address that a request came from, as our own proxies tell it, if there are any."""
    return str(request.remote_addr or request.ip)


async def send_file(path: str, name: str) -> HTTPResponse:
    """A file to be kept, which no page can run."""
    headers = {**ALWAYS, "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return await file(path, filename=name, headers=headers)


async def _preflight(request: Request, **_: Any) -> HTTPResponse:
    return empty()
