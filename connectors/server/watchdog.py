"""Ends this process when its event loop no longer turns, so that whoever started it starts another.

A process that hangs answers nobody and still holds its port: worse than none. Two watch over it. The first is inside:
a timer of the C library (`faulthandler`), which goes off even if a library never gives the interpreter back, writes
where every thread was standing (no values) and ends the process; it serves under systemd, compose and `make run`
alike. The second is systemd, which is told from the loop that it turns (sd_notify(3), `WatchdogSec=`) and also ends a
process that was stopped. The container's health check only reports; Compose restarts what ended, not what is ill.
"""

from __future__ import annotations

import asyncio
import faulthandler
import socket
from contextlib import suppress
from typing import Any

from sanic import Sanic

HUNG = 45.0  # seconds without a turn of the loop, three leases; a turn of the assistant takes milliseconds
BEAT = 5.0  # seconds between two signs of life


def watch(app: Sanic, supervisor: str) -> None:
    """Watch over the loop of `app` from when it serves until it has stopped.

    Args:
        supervisor: Socket of systemd that wants to know (sd_notify(3)); empty if there is none.
    """

    async def begin(app: Sanic, loop: Any) -> None:
        tell(supervisor, "READY=1")
        app.ctx.heartbeat = asyncio.create_task(_beat(supervisor))

    async def stopping(app: Sanic, loop: Any) -> None:
        tell(supervisor, "STOPPING=1")

    async def end(app: Sanic, loop: Any) -> None:
        app.ctx.heartbeat.cancel()
        faulthandler.cancel_dump_traceback_later()

    app.register_listener(begin, "after_server_start")
    app.register_listener(stopping, "before_server_stop")
    app.register_listener(end, "after_server_stop")


async def _beat(supervisor: str) -> None:
    while True:
        faulthandler.dump_traceback_later(HUNG, exit=True)
        tell(supervisor, "WATCHDOG=1")
        await asyncio.sleep(min(BEAT, HUNG / 3))


def tell(supervisor: str, state: str) -> None:
    """Say something to systemd, if it listens; a name that begins with «@» is of the abstract kind (unix(7))."""
    if supervisor:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.setblocking(False)
            to.sendto(state.encode(), "\0" + supervisor[1:] if supervisor.startswith("@") else supervisor)
