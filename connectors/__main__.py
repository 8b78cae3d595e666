"""`make run`: one process that serves the doors the settings open."""

from __future__ import annotations

import logging
import socket
import sys
from typing import Any

import settings
from bot.rasa.assistant import NotReady, start


def main() -> None:
    """Start, or say in Spanish why not."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.captureWarnings(True)  # some library of Rasa's turns them on again, whatever PYTHONWARNINGS says
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    settings.keep_private()
    try:
        current = settings.load()
        listening = _listen(current)
        assistant = start(report=say)
        from connectors.server.app import (
            build,  # only now: Rasa takes its time
            channels,  # only now: Rasa takes its time
            serve,  # only now: Rasa takes its time
        )

        app = build(assistant, channels(current), current)
    except (settings.Misconfigured, NotReady) as error:
        sys.exit(f"\nEnlace no pudo empezar. {error}")

    async def ready(app: Any, loop: Any) -> None:
        for line in welcome(current):
            say(line)

    app.register_listener(ready, "after_server_start")
    serve(app, sock=listening)
    say("Enlace se detuvo.")


def welcome(current: settings.Settings) -> list[str]:
    """What the operator sees once it is up."""
    here = current.url or f"http://{'127.0.0.1' if current.host == '0.0.0.0' else current.host}:{current.port}"  # noqa: S104
    telegram = ("por webhook" if current.url else "por consulta") if current.telegram else "apagado"
    return [
        f"Enlace está listo. Página de prueba: {here}/demo",
        f"Telegram: {telegram}. WhatsApp: {'encendido' if current.whatsapp else 'apagado'}.",
        "Para revisar la configuración: make doctor. Para detenerlo: Ctrl+C.",
    ]


def say(line: str) -> None:
    """Tell the operator."""
    print(line, flush=True)


def _listen(current: settings.Settings) -> socket.socket:
    # Before anything slow, and here, because Sanic would answer a taken port with a traceback.
    family = socket.AF_INET6 if ":" in current.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((current.host, current.port))
    except OSError as error:
        listening.close()
        raise settings.Misconfigured(
            f"No se puede usar la dirección {current.host}:{current.port} ({error.strerror or error}). "
            "¿Ya está en marcha? Elige otra con PUERTO y ENLACE_HOST."
        ) from error
    return listening


if __name__ == "__main__":
    main()
