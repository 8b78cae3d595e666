"""Whether this process can attend anybody, and what it has counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import prometheus_client
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.services import DatabaseUnavailable, engine
from connectors.delivery import metrics
from connectors.delivery.store.models import NEW, PARKED, WAITING, WORKING, Inbox, Outbox
from connectors.delivery.store.transactions import reading

PATIENCE = 3.0  # seconds that the database may take to answer


def blueprint() -> Blueprint:
    """`/salud`, also as `/health`, and `/metrics`; a proxy forwards none of them to the public."""
    pages = Blueprint("health")
    pages.add_route(health, "/salud", name="salud")
    pages.add_route(health, "/health", name="health")
    pages.add_route(counted, "/metrics")
    return pages


def watch(app: Sanic, name: str, look: Callable[[], tuple[str, bool]]) -> None:
    """Let `/salud` tell of a door that does its work by itself.

    Args:
        look: What to say of it, in Spanish, and whether it lives.
    """
    app.ctx.watched = {**getattr(app.ctx, "watched", {}), name: look}


async def health(request: Request) -> HTTPResponse:
    """200 if the model is loaded, the database answers and every door lives, 503 otherwise."""
    doors = {name: look() for name, look in getattr(request.app.ctx, "watched", {}).items()}
    model = getattr(request.app.ctx, "agent", None) is not None
    database = await _answers()
    ready = model and database and all(lives for _, lives in doors.values())
    body = {
        "estado": "listo" if ready else "no disponible",
        "modelo": "cargado" if model else "sin cargar",
        "base_de_datos": "responde" if database else "no responde",
        **{name: said for name, (said, _) in doors.items()},
    }
    return json(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"}, ensure_ascii=False)


async def counted(request: Request) -> HTTPResponse:
    """The metrics, with the queues as they are now."""
    try:
        await asyncio.to_thread(_count)
    except DatabaseUnavailable:
        metrics.WAITING.clear()  # unknown is not zero
        metrics.PARKED.clear()
    return raw(prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST)


async def _answers() -> bool:
    try:
        await asyncio.wait_for(asyncio.to_thread(_ask), PATIENCE)
    except (SQLAlchemyError, asyncio.TimeoutError):
        return False
    return True


def _ask() -> None:
    # Not through a transaction that may write: being asked must not wait for those who work.
    with engine().connect() as connection:
        connection.execute(select(func.count()).select_from(Inbox.__table__).where(Inbox.id < 0))


def _count() -> None:
    _count_in("entrada", Inbox, (NEW, WORKING))
    _count_in("salida", Outbox, (WAITING,))


def _count_in(queue: str, model: Any, unfinished: tuple[str, ...]) -> None:
    statement = select(model.state, func.count()).where(model.state.in_((*unfinished, PARKED))).group_by(model.state)
    found = dict(reading(lambda session, now: session.execute(statement).all()))
    metrics.WAITING.labels(queue).set(sum(found.get(state, 0) for state in unfinished))
    metrics.PARKED.labels(queue).set(found.get(PARKED, 0))
