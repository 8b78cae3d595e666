"""A conversation as the browser gets it: words, buttons as tokens, sources, and names of its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from connectors.delivery.store.history import Said
from connectors.messages.reply import Part, linkable
from connectors.web.sessions import Sessions, WebSession

Message = dict[str, Any]


class Messages:
    """Writes and names the messages of one session."""

    def __init__(self, sessions: Sessions, session: WebSession) -> None:
        self._sessions = sessions
        self._session = session

    def external_id(self, message_id: str) -> str:
        """How the reception knows what the browser calls `message_id`; two sessions never share one."""
        return f"{self._session.id}/{message_id}"

    def all(self, conversation: Iterable[Said]) -> list[Message]:
        """The whole conversation; «pendiente» marks what has no answer yet, so that the browser asks for it again."""
        messages: list[Message] = []
        for said in conversation:
            if said.part is None:
                own_id = said.external_id.partition("/")[2]
                messages.append({"de": "persona", "id": own_id, "texto": said.person, "pendiente": True})
            else:
                if messages:
                    messages[-1].pop("pendiente", None)
                messages.append(self.ours(said))
        return messages

    def ours(self, said: Said) -> Message:
        """One message of the house."""
        assert said.part is not None  # noqa: S101
        return {"de": "enlace", "id": self.name(said.id), **_content(said.part, self.name(said.id))}

    def name(self, row: int) -> str:
        """An outgoing message's name: it says nothing, and another session cannot use it."""
        return f"{row:x}.{self._sessions.seal(self._session.id, str(row))}"

    def row(self, name: str) -> int | None:
        """The outgoing message of this session with that name; None if there is none such."""
        number, _, seal = name.partition(".")
        try:
            row = int(number, 16)
        except ValueError:
            return None
        return row if self._sessions.is_seal(seal, self._session.id, str(row)) else None


def file_name(part: Part) -> str:
    """What a file is called when it is saved."""
    return "enlace.png" if part.kind == "imagen" else Path(part.path).name


def _content(part: Part, name: str) -> Message:
    content: Message = {"texto": part.text, **part.data}
    if part.choices:
        content["botones"] = [{"titulo": choice.title, "boton": choice.token} for choice in part.choices]
    if part.sources:
        content["fuentes"] = [linkable(source) for source in part.sources]  # stored by whatever version
    if part.kind == "imagen":
        content["imagen"] = {"archivo": name, "alt": part.alt or part.text or "Imagen"}
    if part.kind == "documento":
        content["documento"] = {"archivo": name, "nombre": file_name(part)}
    if part.forget:
        content["borrado"] = True  # all that was said before is gone, also from the screen
    return content
