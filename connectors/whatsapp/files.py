"""Files that WhatsApp already has: each goes up once in 29 days, because Meta keeps it for 30."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from connectors.delivery.store import uploads
from connectors.delivery.store.transactions import reading, write, writing
from connectors.whatsapp.graph import Graph
from connectors.whatsapp.payloads import file_type
from connectors.whatsapp.people import CHANNEL

LIFE = timedelta(days=29)


async def media_id(graph: Graph, path: str) -> str:
    """Meta's id of a file, which is uploaded if it is new.

    Raises:
        OSError: there is no such file.
        GraphError: Meta does not take it.
    """
    return await asyncio.to_thread(_known, path) or await _upload(graph, path)


async def forget(path: str) -> None:
    """Meta no longer knows it, or says so."""
    await write(lambda session, now: uploads.forget(session, CHANNEL, uploads.digest_of(path)))


async def _upload(graph: Graph, path: str) -> str:
    name, mime = file_type(path)
    media = await graph.upload(name, await asyncio.to_thread(Path(path).read_bytes), mime)
    await asyncio.to_thread(_remember, path, media)
    return media


def _known(path: str) -> str | None:
    digest = uploads.digest_of(path)
    return reading(lambda session, now: uploads.known(session, CHANNEL, digest, now))


def _remember(path: str, media: str) -> None:
    digest = uploads.digest_of(path)
    writing(lambda session, now: uploads.remember(session, CHANNEL, digest, media, now + LIFE))
