"""Bounds what a connection may cost before anybody is known: time, memory and descriptors.

Sanic 21.12 begins its patience anew with every byte that comes, waits without end for the rest of a body that it has
already refused, and takes as many connections as there are descriptors. nginx stands before it where there is a
proxy; these are the same limits where there is none, and again behind it. They hang on Sanic's own hook for another
protocol (`Sanic.run(protocol=…)`); the version that they were read against is `connectors.server.framing.READ`.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from typing import Any

from sanic.exceptions import RequestTimeout, ServiceUnavailable
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

# Seconds, from the first byte to the last, however they drip: of the head; of the body (4 MB at 2 Mbit/s); until the
# answer is said (a page waits 100 for one); of the rest of a body that nobody wants, so that its sender reads why.
HEAD, BODY, ANSWER, FAREWELL = 10.0, 20.0, 150.0, 2.0
SMALL = 32 * 1024  # bytes of a body that always has room: what people write, and most webhooks
ROOM = 16 * 1024 * 1024  # bytes that all larger bodies together may hold; who finds it full is told to come again
CONNECTIONS = 1_000  # at once; with a body of the smallest kind each, 32 MB
DESCRIPTORS = 65_536  # wanted at most; half of what there is may be connections


class Intake(HttpProtocol):
    """A connection that can neither stay for nothing nor keep others out."""

    __slots__ = ("_alarm", "_held", "_since")
    room = ROOM  # what is left of it in this process
    most = CONNECTIONS

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._alarm: asyncio.TimerHandle | None = None
        self._held = 0
        self._since = self.loop.time()

    def _setup_connection(self) -> None:
        super()._setup_connection()
        self._http = Bounded(self)

    async def connection_task(self) -> None:
        """Serve the connection until it ends, and give back what it held."""
        try:
            await super().connection_task()
        finally:
            self.allow(None)
            self.release()

    def connection_made(self, transport: Any) -> None:
        """Take a connection; where there are too many, the one that has been sending the longest gives way."""
        if len(self.connections) >= self.most:
            sending = [one for one in self.connections if one.is_receiving]
            if sending:
                first = min(sending, key=lambda one: one._since)
                self.connections.discard(first)
                first.transport.abort()
            else:
                transport.abort()
        super().connection_made(transport)

    @property
    def is_receiving(self) -> bool:
        """Whether nothing is being done for this connection yet: it sends, or it is only there."""
        http = getattr(self, "_http", None)  # its task may not have begun
        return http is not None and (http.stage in (Stage.IDLE, Stage.REQUEST) or bool(http.request_bytes_left))

    def allow(self, seconds: float | None) -> None:
        """Give the connection so long for what it does now; None stops the clock."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None if seconds is None else self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        http = getattr(self, "_http", None)
        if http is not None and self._task is not None:
            http.exception = RequestTimeout("Request Timeout")
            self._task.cancel()

    def hold(self, size: int) -> None:
        """Count bytes of a large body that are kept.

        Raises:
            ServiceUnavailable: there is no room for them.
        """
        if Intake.room < size:
            raise ServiceUnavailable("No room")
        Intake.room -= size
        self._held += size

    def release(self) -> None:
        """What was held is no longer."""
        Intake.room += self._held
        self._held = 0


class Bounded(Http):
    """One request after the other, each with its time and its room."""

    __slots__ = ()

    def init_for_request(self) -> None:
        """Forget the request before."""
        super().init_for_request()
        self.request_bytes_left = 0
        self.protocol.allow(None)
        self.protocol.release()

    async def http1_request_header(self) -> None:
        """Receive the head; Sanic's clocks stop for a websocket, of which we have none."""
        self.protocol.allow(HEAD)
        await super().http1_request_header()
        self.upgrade_websocket = False
        self.protocol.allow(BODY if self.request_body else ANSWER)

    async def read(self) -> bytes | None:
        """A piece of the body."""
        data: bytes | None = await super().read()
        if data and (self.request_bytes or 0) > SMALL and self.stage is Stage.HANDLER:
            self.protocol.hold(len(data))
        if not self.request_bytes_left and self.stage is Stage.HANDLER:
            self.protocol.allow(ANSWER)
        return data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The body; once the request is answered, the rest of it is let go by, but not for long."""
        if self.stage is not Stage.HANDLER:
            self.protocol.allow(FAREWELL)
        while self.request_body:
            if data := await self.read():
                yield data

    async def error_response(self, exception: Exception) -> None:
        """Say why not. After a head that was refused nothing more is read as a request, but it is let go by."""
        refused = self.stage is Stage.REQUEST
        await super().error_response(exception)
        if refused and self.protocol.transport and self.protocol.transport.can_write_eof():
            # Closed with something unread, the connection would be reset, and the answer lost with it.
            self.protocol.transport.write_eof()
            self.protocol.allow(FAREWELL)
            while True:
                self.recv_buffer.clear()
                await self._receive_more()


def raise_descriptors() -> None:
    """Ask for as many descriptors as this process may have, and never let connections take them all."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    Intake.most = min(CONNECTIONS, max(soft, wanted) // 2)
