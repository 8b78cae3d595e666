"""The few requests to Meta's Graph API that a conversation needs."""

from __future__ import annotations

from typing import Any, Dict

import httpx

from connectors.whatsapp.errors import GraphError

_TIMEOUT = httpx.Timeout(20.0, connect=5.0)  # seconds; a picture goes up in one request


class Graph:
    """A client of one phone number.

    Meta has no key that makes a repeated request harmless: after a timeout the message may have gone out.
    """

    def __init__(self, base: str, version: str, number: str, token: str) -> None:
        """Nothing is sent yet.

        Args:
            base: `https://graph.facebook.com`, or a double in the tests.
            version: `v25.0`.
            number: Phone number id.
            token: Permanent access token; it travels in a header and is never logged.
        """
        self._client = httpx.AsyncClient(
            base_url=f"{base.rstrip('/')}/{version}/{number}/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT,
            follow_redirects=False,
        )

    async def send(self, payload: Dict[str, Any]) -> Dict[str, Any]:
        """Send a message.

        Returns:
            Meta's answer: `messages[0].id` and `contacts[0].wa_id`. It only means that it was accepted.

        Raises:
            GraphError: it was not accepted, or nobody knows.
        """
        return await self._post("messages", json=payload)

    async def mark_read(self, wamid: str) -> None:
        """Two blue ticks and «escribiendo…», which lasts until the answer or 25 seconds.

        Raises:
            GraphError: it was not accepted.
        """
        typing = {"type": "text"}
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid, "typing_indicator": typing}
        await self._post("messages", json=body)

    async def upload(self, name: str, content: bytes, mime: str) -> str:
        """Put a file where messages can name it.

        Returns:
            Its media id, good for 30 days.

        Raises:
            GraphError: it was not accepted.
        """
        answer = await self._post(
            "media", data={"messaging_product": "whatsapp"}, files={"file": (name, content, mime)}
        )
        return str(answer.get("id", ""))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, **body: Any) -> Dict[str, Any]:
        try:
            response = await self._client.post(path, **body)
        except httpx.HTTPError as error:
            raise GraphError(-1, 0) from error
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        answer = answer if isinstance(answer, dict) else {}
        if response.is_success and "error" not in answer:
            return answer
        fault = answer.get("error")
        fault = fault if isinstance(fault, dict) else {}
        code, subcode = _whole(fault.get("code"), -1), _whole(fault.get("error_subcode"), 0)
        raise GraphError(code, response.status_code, _seconds(response.headers.get("Retry-After")), subcode)


def _whole(code: Any, default: int) -> int:
    return code if type(code) is int else default


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdecimal() and len(value) < 6 else None
