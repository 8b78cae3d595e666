"""Meta's Graph API for one phone number, over real HTTP: it checks, refuses, answers and sends webhooks like Meta."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any

import httpx
from aiohttp import web

from tests.doubles.whatsapp.contract import refusals
from tests.doubles.whatsapp.phone import JSON, Phone, status, webhook

IMAGE, DOCUMENT = 5 * 2**20, 100 * 2**20  # bytes
MIMES = {"image/png": IMAGE, "image/jpeg": IMAGE, "application/pdf": DOCUMENT, "text/plain": DOCUMENT,
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCUMENT}  # fmt: skip
TITLES = {131056: 429, 130429: 429, 4: 429, 80007: 429, 190: 401, 10: 403, 131016: 503, 131000: 500, 2: 503}


@dataclass
class Call:
    """One request: its path after the number, what it carried, and what was answered."""

    path: str
    body: JSON
    status: int


@dataclass
class Fault:
    """What is to go wrong with the next requests.

    Attributes:
        code: Meta's error code; -1 for an answer that is not Meta's.
        lost: It is accepted, but the connection breaks before the answer.
    """

    code: int
    times: int
    status: int
    to: str = ""
    path: str = "messages"
    retry_after: str = ""
    lost: bool = False


class GraphDouble:
    """Use as `with GraphDouble() as graph`; everything it was asked stands in `calls`, what it accepted in `sent`."""

    def __init__(
        self, *, token: str = "EAAGfalso", secret: str = "secreto de la app", number: str = "106540352242922"
    ) -> None:
        """Not serving yet."""
        self.token, self.secret, self.number = token, secret, number
        self.webhook_url = ""  # where Meta would send its webhooks
        self.calls: list[Call] = []
        self.sent: list[JSON] = []
        self.media: dict[str, bytes] = {}
        self.closed: set[str] = set()  # addresses whose 24 hours are over
        self.forms: dict[str, str] = {}  # number that WhatsApp does not know → the code it answers
        self._faults: list[Fault] = []
        self._numbers = count(1)
        self._news = threading.Condition()
        self._open = threading.Event()
        self._open.set()

    # --- the tests' side ------------------------------------------------------------------------------------------

    def fail(self, code: int, *, times: int = 1, status: int = 0, **more: Any) -> None:
        """Answer the next `times` requests with Meta's error `code` (-1: a bare 500 without JSON)."""
        with self._news:
            self._faults.append(Fault(code, times, status or TITLES.get(code, 500 if code < 0 else 400), **more))

    def hold(self) -> None:
        """Slow mode: nothing is answered until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Answer what is held."""
        self._open.set()

    def wait(self, true: Callable[[], Any], seconds: float = 60) -> Any:
        """Wait until `true()` holds, looking after every request; fails after `seconds`."""
        with self._news:
            if self._news.wait_for(true, timeout=seconds):
                return true()
        raise AssertionError(f"it did not come: {[(call.path, call.status, call.body) for call in self.calls[-8:]]}")

    def sent_to(self, phone: Phone) -> list[JSON]:
        """What this person has received, in order."""
        names = {phone.number, phone.user} - {""}
        return [message for message in self.sent if message.get("to", message.get("recipient")) in names]

    def answers(self, phone: Phone, number: int, seconds: float = 60) -> list[JSON]:
        """Wait until the person has received `number` messages, and return them all."""
        found: list[JSON] = self.wait(lambda: len(self.sent_to(phone)) >= number and self.sent_to(phone), seconds)
        return found

    def write(self, phone: Phone, *messages: JSON) -> int:
        """Deliver messages of a phone in one signed webhook; returns the HTTP status of the answer."""
        return self.deliver(webhook(self.number, *messages, phones=(phone,)))

    def tell(self, *statuses: JSON) -> int:
        """Deliver statuses."""
        return self.deliver(webhook(self.number, statuses=list(statuses)))

    def deliver(self, body: JSON | bytes, *, signature: str | None = "") -> int:
        """Deliver any body.

        Args:
            signature: Empty signs it as Meta does; None sends none.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        good = "sha256=" + hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()
        headers: dict[str, str | bytes] = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if signature is not None:
            headers["X-Hub-Signature-256"] = (signature or good).encode()
        return httpx.post(self.webhook_url, content=raw, headers=headers, timeout=30).status_code

    def deliver_together(self, *bodies: JSON) -> list[int]:
        """Deliver several bodies at the same moment."""
        barrier = threading.Barrier(len(bodies))

        def one(body: JSON) -> int:
            barrier.wait()
            return self.deliver(body)

        with ThreadPoolExecutor(len(bodies)) as threads:
            return list(threads.map(one, bodies))

    # --- Meta's side ----------------------------------------------------------------------------------------------

    def __enter__(self) -> GraphDouble:
        """Begin to serve, in a thread of its own."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving."""
        self._open.set()
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> int:
        app = web.Application(client_max_size=DOCUMENT + 2**20)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return port

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        match = re.fullmatch(r"/v\d+\.\d/(\d+)(?:/(messages|media))?", request.path)
        path = (match[2] or "") if match else request.path
        body = await self._body(request)
        await asyncio.to_thread(self._open.wait)
        if request.transport is None or request.transport.is_closing():
            return web.Response()  # whoever asked is gone: what was held never arrived
        with self._news:
            fault = next((one for one in self._faults if one.times and one.path == path and one.to in
                          ("", body.get("to"), body.get("recipient"))), None)  # fmt: skip
            if fault:
                fault.times -= 1
            if fault and not fault.lost:
                response = _error(fault.code, fault.status)
                if fault.retry_after:
                    response.headers["Retry-After"] = fault.retry_after
            elif request.headers.get("Authorization") != f"Bearer {self.token}":
                response = _error(190, 401)
            elif not match or request.method != ("POST" if path else "GET"):
                response = _error(2500, 400)
            elif match[1] != self.number:
                response = _error(100, 400, subcode=33)
            elif not path:
                response = web.json_response({"verified_name": "Municipio de Prueba", "id": self.number})
            else:
                response = self._messages(body) if path == "messages" else self._upload(body)
            self.calls.append(Call(path, body, 0 if fault and fault.lost else response.status))
            self._news.notify_all()
        if fault and fault.lost and request.transport:
            request.transport.close()
        return response

    async def _body(self, request: web.Request) -> JSON:
        if request.content_type == "multipart/form-data":
            form = await request.post()
            file = form.get("file")
            content = file.file.read() if isinstance(file, web.FileField) else b""
            mime = file.content_type if isinstance(file, web.FileField) else ""
            return {"messaging_product": form.get("messaging_product"), "mime": mime, "content": content}
        try:
            body = await request.json()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def _messages(self, body: JSON) -> web.Response:
        if body.get("status") == "read":
            return self._read(body)
        to = body.get("to") or body.get("recipient", "")
        if to in self.forms:
            return _error(int(self.forms[to]), 400)
        if refused := refusals(body):
            return _error(131009 if "has" in refused[0] else 100, 400, "; ".join(refused))
        media = body.get(body["type"], {})
        header = media.get("header", {}) if isinstance(media, dict) else {}
        for holder in (media, header.get("image", {})):
            if isinstance(holder, dict) and "id" in holder and holder["id"] not in self.media:
                return _error(100, 400, "media id")
        if to in self.closed:
            return _error(131047, 400)
        self.sent.append(body)
        wamid = f"wamid.SALE{next(self._numbers):010d}=="
        name = {"wa_id": to} if body.get("to") else {"user_id": to}
        contacts = [{"input": to, **name}]
        return web.json_response({"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": wamid}]})

    def _read(self, body: JSON) -> web.Response:
        known = set(body) <= {"messaging_product", "status", "message_id", "typing_indicator"}
        typing = body.get("typing_indicator", {"type": "text"}) == {"type": "text"}
        if body.get("messaging_product") != "whatsapp" or not body.get("message_id") or not known or not typing:
            return _error(100, 400)
        return web.json_response({"success": True})

    def _upload(self, body: JSON) -> web.Response:
        most = MIMES.get(str(body.get("mime")), 0)
        content = body.get("content", b"")
        good = body.get("mime") != "image/png" or content.startswith(b"\x89PNG\r\n\x1a\n")
        if body.get("messaging_product") != "whatsapp" or not 0 < len(content) <= most or not good:
            return _error(131053, 400)
        name = str(4490709327384000 + next(self._numbers))
        self.media[name] = content
        return web.json_response({"id": name})


def _error(code: int, http: int, details: str = "…", subcode: int = 0) -> web.Response:
    if code < 0:
        return web.Response(status=http, text="<html>Sorry, something went wrong.</html>", content_type="text/html")
    data = {"messaging_product": "whatsapp", "details": details}
    error = {"message": f"(#{code}) {details}", "type": "OAuthException", "code": code, "error_data": data,
             **({"error_subcode": subcode} if subcode else {}), "fbtrace_id": "AXsgnV2Cm3ZMGF3dF_cfYIn"}  # fmt: skip
    return web.json_response({"error": error}, status=http)


__all__ = ["GraphDouble", "status", "webhook"]
