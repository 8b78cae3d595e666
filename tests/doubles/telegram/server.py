"""The double: an HTTP server in a thread of its own, and what a test does with it as people and as the network."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Dict, List

from aiohttp import web

from tests.doubles.telegram.chats import BOT_ID, Chats, chat_of
from tests.doubles.telegram.contract import Broken, held, published
from tests.doubles.telegram.delivery import Delivery
from tests.doubles.telegram.limits import Refused, check_limits
from tests.doubles.telegram.methods import Methods

TOKEN = f"{BOT_ID}:AAH-doble_de_pruebas_0123456789abcdefgh"
PATIENCE = 60.0  # seconds a test waits for something that must happen


@dataclass(frozen=True)
class Call:
    """A call as it came, and the HTTP status it got (0: the connection was cut)."""

    method: str
    given: Dict[str, Any]
    status: int
    result: Any = None


@dataclass
class Fault:
    """What goes wrong with the next calls of a method.

    Attributes:
        status: The answer: 429, 403, 400, 500…; 0 cuts the connection instead.
        retry_after: Seconds, with a 429.
        done: The call takes effect all the same, as when only the answer is lost.
        times: How many calls.
    """

    status: int
    retry_after: int = 0
    done: bool = False
    times: int = 1
    description: str = "scripted fault"


class TelegramDouble:
    """Telegram for one bot; `with TelegramDouble() as telegram:` starts it on a free port."""

    def __init__(self) -> None:
        self.token = TOKEN
        self.chats = Chats()
        self.methods = Methods(self.chats)
        self.calls: List[Call] = []
        self.names: List[str] = []  # of the files that were uploaded
        self._published = published()
        self._contract = self._published or held()
        self._faults: Dict[str, List[Fault]] = {}
        self._held: Dict[str, asyncio.Event] = {}  # method → when its calls are answered
        self._polling: asyncio.Event | None = None
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram-double")
        self.delivery = Delivery(self.methods, self._tell)

    def __enter__(self) -> TelegramDouble:
        self._thread.start()
        self._in_thread(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._in_thread(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # As people

    def write(self, person: int, text: str = "", *, chat: int | None = None, **content: Any) -> Dict[str, Any]:
        """`person` writes, in private or in the group `chat`; `content` is for what is not text."""
        said = {"text": text, **content} if text else content
        return self.queue(self.chats.message_from(person, chat_of(chat or person), **said))

    def press(self, person: int, title: str) -> Dict[str, Any]:
        """`person` presses the button `title` of the newest message that shows it."""
        for (chat, _), message in sorted(self.chats.messages.items(), reverse=True):
            for button in buttons(message):
                if chat == person and button["text"] == title:
                    return self.queue(self.chats.press(person, message, button["callback_data"]))
        raise AssertionError(f"no button «{title}» in chat: {self.texts(person)[-1:]}")

    def forge(self, person: int, message: Dict[str, Any], data: str) -> Dict[str, Any]:
        """`person` presses a button that `message` does not have, with a client of their own."""
        return self.queue(self.chats.press(person, message, data))

    def block(self, person: int) -> Dict[str, Any]:
        """`person` blocks the bot."""
        self.chats.blocked_by.add(person)
        return self.queue(self.chats.membership(chat_of(person), person, "kicked"))

    def queue(self, update: Dict[str, Any]) -> Dict[str, Any]:
        """Put an update where the bot will get it: by webhook, or by polling."""
        if self._published:
            self._published.check_object("Update", update)
        self._in_thread(self._enqueue(update))
        return update

    def deliver(self, update: Dict[str, Any], times: int = 1) -> List[int]:
        """Post an update `times` at once to the webhook, whatever was answered before; returns the statuses."""
        return list(self._in_thread(self.delivery.post_many(update, times)))

    # As the network

    def fail(self, method: str, fault: Fault) -> None:
        """Let the next calls of `method` go wrong."""
        self._faults.setdefault(method, []).append(fault)

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self._faults.clear()

    @contextmanager
    def holding(self, method: str) -> Iterator[None]:
        """Calls of `method` take effect, but get no answer until the end of the block."""
        self._held[method] = asyncio.Event()
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._held.pop(method).set)

    # What was seen

    @property
    def address(self) -> str:
        """`http://127.0.0.1:<port>`, for TELEGRAM_API."""
        return self._address

    def called(self, method: str, chat: int | None = None) -> List[Call]:
        """The calls of a method, in order, that Telegram did."""
        return [call for call in self.calls if call.method == method and 200 <= call.status < 300
                and (chat is None or call.given.get("chat_id") == chat)]  # fmt: skip

    def texts(self, chat: int) -> List[str]:
        """What the person in `chat` sees of the bot, in order."""
        seen = [message for (where, _), message in sorted(self.chats.messages.items()) if where == chat]
        return [message.get("text") or message.get("caption", "") for message in seen]

    def wait(self, seen: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait until `seen()` is true and return it; it is asked again whenever something happens here."""
        with self._changed:
            found = self._changed.wait_for(seen, seconds)
        assert found, (
            f"not seen in {seconds} s; the last calls: {[(one.method, one.status) for one in self.calls[-8:]]}"
        )
        return found

    # The server

    async def _start(self) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self._address = f"http://127.0.0.1:{port}"
        await self.delivery.start()

    async def _stop(self) -> None:
        for one in self._held.values():
            one.set()
        if self._polling:
            self._polling.set()
        await self.delivery.stop()
        await self._runner.cleanup()

    async def _enqueue(self, update: Dict[str, Any]) -> None:
        self.chats.updates.append(update)
        self._wake()

    def _wake(self) -> None:
        self.delivery.wake()
        if self._polling:
            self._polling.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            given = await self._parameters(request)
        except ConnectionResetError:  # whoever called hung up
            return web.Response()
        if request.match_info["token"] != self.token:
            return self._answer(method, given, 401, description="Unauthorized")
        if method not in self._contract.methods:
            return self._answer(method, given, 404, description="Not Found")
        fault = self._fault(method)
        result: Any = None
        if fault is None or fault.done:
            try:
                given = self._contract.check_call(method, given)
                check_limits(method, given)
                result = await self._get_updates(given) if method == "getUpdates" else self.methods.run(method, given)
            except Broken as error:
                return self._answer(method, given, 400, description=f"Bad Request: {error}")
            except Refused as refusal:
                parameters = refusal.parameters
                return self._answer(method, given, refusal.status, description=refusal.description, **parameters)
        if method in self._held:
            held_now = self._held[method]
            self._record(Call(method, given, 0, result))
            await held_now.wait()
        if fault:
            return self._broken(request, method, given, fault)
        if method in ("setWebhook", "deleteWebhook"):
            self._wake()
        return self._answer(method, given, 200, result=result)

    async def _parameters(self, request: web.Request) -> Dict[str, Any]:
        """Parameters by any of the four ways that the Bot API takes them; a file as its bytes."""
        given: Dict[str, Any] = dict(request.query)
        if request.content_type == "application/json":
            return {**given, **await request.json()}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                self.names.append(value.filename)
                value = value.file.read()
            given[name] = value
        return given

    async def _get_updates(self, given: Dict[str, Any]) -> List[Dict[str, Any]]:
        if self.methods.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polling:  # the older of two pollers is thrown out
            self._polling.set()
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        waiting = self.chats.updates
        waiting[:] = [update for update in waiting if update["update_id"] >= given.get("offset", 0)]
        if not waiting and given.get("timeout"):
            self._polling = asyncio.Event()
            try:
                await asyncio.wait_for(self._polling.wait(), given["timeout"])
            except asyncio.TimeoutError:
                pass
            finally:
                self._polling = None
        return waiting[: given.get("limit", 100)]

    def _fault(self, method: str) -> Fault | None:
        planned = self._faults.get(method, [])
        if not planned:
            return None
        planned[0].times -= 1
        return planned[0] if planned[0].times else planned.pop(0)

    def _broken(self, request: web.Request, method: str, given: Dict[str, Any], fault: Fault) -> web.StreamResponse:
        if fault.status:
            more = {"retry_after": fault.retry_after} if fault.retry_after else {}
            return self._answer(method, given, fault.status, description=fault.description, **more)
        self._record(Call(method, given, 0))
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    def _answer(
        self, method: str, given: Dict[str, Any], status: int, *, result: Any = None, description: str = "",
        **parameters: Any,
    ) -> web.Response:  # fmt: skip
        # Copied: what a message was when it was sent, not what later edits make of it.
        self._record(Call(method, given, status, json.loads(json.dumps(result))))
        if status == 200:
            return web.json_response({"ok": True, "result": result})
        body: Dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
        return web.json_response(body, status=status)

    def _record(self, call: Call) -> None:
        self.calls.append(call)
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _in_thread(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


def buttons(message: Dict[str, Any]) -> List[Dict[str, str]]:
    """The inline buttons of a message, in order."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
