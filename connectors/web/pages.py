"""Our own pages: the widget's file, the conversation as a whole page (with a plain form for who has no JavaScript),
and the page of an invented town where the widget is live."""  # noqa: D205, D209

from __future__ import annotations

import asyncio
import gzip
import uuid
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, html, raw, redirect, text

from connectors.delivery.errors import TooMany
from connectors.messages.cursive import to_plain
from connectors.web import assets, words
from connectors.web.api import add_route, network_of, send_file, served
from connectors.web.chat_service import Desk, Sent
from connectors.web.messages import Message, file_name
from connectors.web.origins import is_own, page_headers
from connectors.web.requests import LARGEST, Refusal, cookie, read_message
from connectors.web.sessions import LIFE, InvalidSession, Sessions, WebSession
from settings import Settings

_TEMPLATES = Environment(loader=FileSystemLoader(assets.HERE / "pages"), autoescape=True, trim_blocks=True)
PATIENCE = 1.5  # seconds that the plain form, which shows nothing meanwhile, waits for an answer
FOREVER = "public, max-age=31536000, immutable"


class Pages:
    """The pages of one server."""

    def __init__(self, desk: Desk, sessions: Sessions, current: Settings) -> None:
        self._desk = desk
        self._sessions = sessions
        self._settings = current
        self._shelf = assets.Shelf(current.var / "web")
        # A name that only https and this very host may set (RFC 6265bis §4.1.3.2).
        self._secure = current.url.startswith("https:")
        self._cookie = "__Host-enlace" if self._secure else "enlace"

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the pages, from the root of the server."""
        for method, path, handler in (
            ("GET", "/w/<version>/<name>", self.asset),
            ("GET", "/w/etiqueta", self.tag),
            ("GET", "/demo", self.demo),
            ("GET", "/chat", self.chat),
            ("POST", "/chat", self.say),
            ("GET", "/chat/archivos/<name>", self.chat_file),
        ):
            add_route(blueprint, method, path, partial(served, handler), handler.__name__)

    async def asset(self, request: Request, version: str, name: str) -> HTTPResponse:
        """A file whose address never changes what it gives, also after the server was renewed."""
        found = self._shelf.find(version, name)
        if found is None:
            raise Refusal(404, words.NO_PAGE)
        headers = {
            "Cache-Control": FOREVER, "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff",
            "Vary": "Accept-Encoding",
        }  # fmt: skip
        content = found.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            content = gzip.compress(content, 9, mtime=0)
        return raw(content, content_type=found.media_type, headers=headers)

    async def tag(self, request: Request) -> HTTPResponse:
        """The tag for a municipality's page."""
        return text(self._tag(request), headers=page_headers(()))

    async def demo(self, request: Request) -> HTTPResponse:
        """A town's page with the widget."""
        return self._page("demo.html", "demo.css", etiqueta=self._tag(request))

    async def chat(self, request: Request) -> HTTPResponse:
        """The conversation as a whole page."""
        return await self._conversation(self._session(request))

    async def say(self, request: Request) -> HTTPResponse:
        """A message sent by the plain form: answered by showing the page again."""
        origin = str(request.headers.get("origin", ""))
        session = self._session(request)
        unsent = str(request.form.get("texto", ""))[:LARGEST]  # nothing that was written is lost with a refusal
        if len(request.body) > LARGEST:
            return await self._conversation(session, 413, words.TOO_LONG, unsent)
        # Another page can neither say that it is ours nor know the seal of somebody's session.
        seal = request.form.get("sello", "")
        if not is_own(origin, request.host) or (session and not self._sessions.is_seal(seal, "form", session.id)):
            return await self._conversation(session, 403, words.FORM, unsent)
        try:
            session = session or await self._desk.begin(origin, network_of(request))
            sent = read_message({name: request.form.get(name, "") for name in ("id", "texto", "boton")})
            await self._desk.take(session, sent, network_of(request))
        except Refusal as refusal:
            return await self._conversation(session, refusal.status, str(refusal), unsent)
        except TooMany:
            return await self._conversation(session, 429, words.TOO_MANY, unsent)
        lines = await self._heard(session, sent)
        receipts = [line for line in lines if line.get("borrado")]
        if receipts:
            response = await self._conversation(session, receipts=receipts)  # no conversation is left to go back to
        elif lines and lines[-1]["tipo"] == "fin":
            response = redirect("chat#ultimo", status=303)
        else:
            response = await self._conversation(session, 200, words.LATE)
        self._remember(response, session)
        return response

    async def _heard(self, session: WebSession, sent: Sent) -> list[Message]:
        """The lines of an answer, as far as they come in time."""
        lines: list[Message] = []

        async def hear() -> None:
            async for line in self._desk.answer(session, sent):
                lines.append(line)

        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(hear(), PATIENCE)
        return lines

    async def chat_file(self, request: Request, name: str) -> HTTPResponse:
        """A file of the session that the cookie names."""
        session = self._session(request)
        part = await self._desk.file(session, name) if session else None
        if part is None:
            raise Refusal(404, words.NO_FILE)
        return await send_file(part.path, file_name(part))

    async def _conversation(
        self,
        session: WebSession | None,
        status: int = 200,
        problem: str = "",
        unsent: str = "",
        receipts: Iterable[Message] = (),
    ) -> HTTPResponse:
        said: list[Message] = await self._desk.conversation(session) if session else []
        said += receipts
        for message in said:
            if message["de"] == "enlace":
                message["texto"] = to_plain(message["texto"])
        return self._page(
            "chat.html", "chat.css", status, framed=True,
            saludo=to_plain(words.GREETING), aviso=to_plain(words.notice(self._settings)),
            historial=said, botones=said[-1].get("botones", []) if said else [], problema=problem, accion="chat",
            archivos="chat/archivos/", id=uuid.uuid4().hex, texto=unsent,
            # The widget goes on with the session of the form, which it cannot read from the cookie.
            sesion=self._sessions.token(session) if session else "",
            sello=self._sessions.seal("form", session.id) if session else "",
        )  # fmt: skip

    def _page(self, name: str, sheet: str, status: int = 200, *, framed: bool = False, **values: Any) -> HTTPResponse:
        files, script = assets.page_files(), assets.widget()
        page = _TEMPLATES.get_template(name).render(
            values, guion=script.path, integridad=script.integrity, hoja=files[sheet].path, chat="chat",
            escudo=files["escudo.svg"].path, paisaje=files["paisaje.svg"].path,
        )  # fmt: skip
        headers = {**page_headers(self._settings.web.sites, framed=framed), "Cache-Control": "no-store"}
        return html(page, status=status, headers=headers)

    def _tag(self, request: Request) -> str:
        base = self._settings.url or f"{request.scheme}://{request.host}"
        return assets.tag(base, assets.widget())

    def _session(self, request: Request) -> WebSession | None:
        try:
            return self._sessions.read(cookie(request.headers.get("cookie", ""), self._cookie))
        except InvalidSession:
            return None

    def _remember(self, response: HTTPResponse, session: WebSession) -> None:
        response.cookies[self._cookie] = self._sessions.token(session)
        kept = response.cookies[self._cookie]
        kept["httponly"], kept["samesite"], kept["path"] = True, "Lax", "/"
        kept["max-age"] = int(LIFE.total_seconds())
        if self._secure:
            kept["secure"] = True
