"""The web door as Rasa's input channel: `connectors.web.WebInput` in credentials.yml."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

import settings
from bot.services import kept_secret
from connectors.delivery import bells
from connectors.delivery.intake import reception_for
from connectors.delivery.turns import OnNewMessage
from connectors.web.api import Api
from connectors.web.chat_service import Desk
from connectors.web.door import WebDoor
from connectors.web.pages import Pages
from connectors.web.sessions import Sessions


class WebInput(InputChannel):
    """Serves the widget, its endpoints and its pages."""

    @classmethod
    def name(cls) -> str:
        """What conversations and metrics call it."""
        return "web"

    def url_prefix(self) -> str:
        """The root of the server, where its pages stand; Rasa would put all of it under /webhooks."""
        return "/"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebInput:
        """Nothing is in credentials.yml: settings come from the environment."""
        return cls()

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The routes of this door.

        Raises:
            Misconfigured: the key of the sessions is too short.
        """
        current = settings.load()
        reception, door = reception_for(on_new_message), WebDoor()
        try:
            sessions = Sessions(current.web.secret or kept_secret("web.key"), current.web.former_secret)
        except ValueError as error:
            raise settings.Misconfigured(str(error)) from error
        desk = Desk(reception, door, sessions)
        reception.register(door, history=True)
        blueprint = Blueprint("web")
        Api(desk, sessions, current).add_to(blueprint)
        Pages(desk, sessions, current).add_to(blueprint)

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, loop: Any) -> None:
            await reception.start()
            app.ctx.bells = asyncio.create_task(bells.listen(door.tell))

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, loop: Any) -> None:
            app.ctx.bells.cancel()
            await reception.stop()

        return blueprint
