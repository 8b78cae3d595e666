"""Without a public address the door asks for updates, and takes them as the webhook does."""

from __future__ import annotations

import time
from typing import Any

import pytest

from connectors.delivery.errors import Busy
from connectors.delivery.limits.apologies import SLOWLY
from connectors.delivery.limits.rates import PER_SENDER
from connectors.delivery.store.models import Inbox
from connectors.telegram import polling
from connectors.telegram.live import OVERDUE
from tests.connectors.telegram.conftest import OpenDoor, Script, eventually, rows, settled
from tests.connectors.telegram.test_conversation import CONSENT
from tests.connectors.telegram.test_updates import with_wrong
from tests.doubles.telegram import Fault, TelegramDouble

ANA = 5_000_000_123


def polls(telegram: TelegramDouble) -> list[int | None]:
    """The offset of each call for updates."""
    return [call.given.get("offset") for call in telegram.called("getUpdates")]


async def test_a_conversation_by_polling(open_door: OpenDoor, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = CONSENT
    telegram.methods.webhook = {"url": "https://viejo.example"}  # of an earlier installation
    async with open_door(public=False) as door:
        await door.see(lambda: polls(telegram) or telegram.called("deleteWebhook"))
        assert telegram.methods.webhook == {}
        await door.do(telegram.write, ANA, "hola")
        await door.read(ANA, 1)
        press = await door.do(telegram.press, ANA, "Acepto")
        assert (await door.read(ANA, 2))[1] == "Oí: Acepto"
        await door.see(lambda: polls(telegram)[-1:] == [press["update_id"] + 1] or not telegram.chats.updates)
        await settled()
    assert script.texts == ["hola", "Acepto"]


async def test_what_was_written_while_the_house_was_closed_is_answered(
    open_door: OpenDoor, telegram: TelegramDouble
) -> None:
    for text in ("uno", "dos"):
        telegram.write(ANA, text)
    async with open_door(public=False) as door:
        assert await door.read(ANA, 2) == ["Oí: uno", "Oí: dos"]


async def test_an_update_is_confirmed_only_once_it_is_stored(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    async with open_door(public=False) as door:
        receive, stored = door.reception.receive, []

        async def busy(incoming: Any) -> bool:
            if not stored:
                stored.append(polls(telegram))
                raise Busy(0.05)
            stored.append(polls(telegram))
            return await receive(incoming)

        door.reception.receive = busy  # type: ignore[method-assign]
        update = await door.do(telegram.write, ANA, "hola")
        assert await door.read(ANA, 1) == ["Oí: hola"]
        await door.see(lambda: not telegram.chats.updates or update["update_id"] + 1 in polls(telegram))
        # Until it was stored, nothing beyond it was asked for.
        assert all(update["update_id"] + 1 not in offsets for offsets in stored)
    assert script.texts == ["hola"]


async def test_an_update_that_cannot_be_read_does_not_stop_the_rest(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    poison = telegram.chats.update(message={"text": "sin remitente ni chat"})
    telegram.chats.updates.append(poison)
    telegram.write(ANA, "hola")
    async with open_door(public=False) as door:
        assert await door.read(ANA, 1) == ["Oí: hola"]
    assert [row.sender.endswith(str(ANA)) for row in rows(Inbox)] == [True]


@pytest.mark.parametrize("path", [("message", "text"), ("message", "chat", "id"), ("message", "date")])
async def test_polling_goes_on_after_an_update_with_a_field_of_another_type(
    open_door: OpenDoor, telegram: TelegramDouble, path: tuple[str, ...]
) -> None:
    poison = with_wrong(telegram.chats.message_from(ANA, text="hola"), path, [5])
    telegram.chats.updates.append(poison)
    telegram.write(ANA, "hola")
    async with open_door(public=False) as door:
        assert await door.read(ANA, 1) == ["Oí: hola"]
        assert poison not in telegram.chats.updates
    assert len(rows(Inbox)) == 1


async def test_an_update_that_fails_each_time_is_set_aside(
    open_door: OpenDoor, telegram: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    async with open_door(public=False) as door:
        receive = door.reception.receive

        async def fail(incoming: Any) -> bool:
            tried.append(incoming.text)
            if incoming.text == "veneno":
                raise RuntimeError("nobody thought of this")
            return await receive(incoming)

        monkeypatch.setattr(door.reception, "receive", fail)
        monkeypatch.setattr(Busy, "__init__", lambda self: setattr(self, "seconds", 0.01))
        await door.do(telegram.write, ANA, "veneno")
        await door.do(telegram.write, ANA, "hola")
        assert await door.read(ANA, 1) == ["Oí: hola"]
    assert tried == ["veneno"] * 3 + ["hola"]


async def test_health_tells_whether_polling_lives(open_door: OpenDoor, telegram: TelegramDouble) -> None:
    async with open_door(public=False) as door:
        await eventually(lambda: door.health() == ("por consulta", True))
        door.live._polling.answered -= OVERDUE + 1
        assert door.health() == ("sin conexión con Telegram; sigo intentando", True)
        await door.live.end()
        assert door.health() == ("detenido", False)


async def test_polling_begins_again_whatever_ends_it(
    open_door: OpenDoor, telegram: TelegramDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, ended = polling.Polling.run, []

    async def end_once(self: Any) -> None:
        if not ended:
            ended.append("once")
            raise TypeError("a fault that nobody thought of")
        await run(self)

    monkeypatch.setattr(polling.Polling, "run", end_once)
    telegram.write(ANA, "hola")
    async with open_door(public=False) as door:
        assert await door.read(ANA, 1) == ["Oí: hola"]
    assert ended == ["once"]


@pytest.mark.parametrize("public", [True, False])
async def test_what_was_written_while_the_house_was_away_is_answered_whole_and_in_order(
    open_door: OpenDoor, telegram: TelegramDouble, public: bool
) -> None:
    began = time.time() - 600
    for number in range(12):
        telegram.chats.clock = lambda number=number: began + 30 * number
        telegram.write(ANA, str(number))
    telegram.chats.clock = time.time
    async with open_door(public=public, rates=PER_SENDER) as door:
        assert await door.read(ANA, 12) == [f"Oí: {number}" for number in range(12)]


async def test_a_flood_that_was_written_while_the_house_was_away_is_a_flood(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    telegram.chats.clock = lambda: 1_795_000_000
    for number in range(40):
        telegram.write(ANA, str(number))
    async with open_door(public=False, rates=PER_SENDER) as door:
        said = await door.read(ANA, 6)
        await settled(5)
    assert sorted(said) == sorted([*(f"Oí: {number}" for number in range(5)), SLOWLY])
    assert script.texts == [str(number) for number in range(5)]


@pytest.mark.parametrize("fault", [Fault(500), Fault(0), Fault(429, retry_after=1), Fault(409), Fault(401)])
async def test_polling_goes_on_after_any_fault(
    open_door: OpenDoor, telegram: TelegramDouble, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FATAL_PAUSE", 0.05)
    telegram.fail("getUpdates", fault)
    telegram.write(ANA, "hola")
    async with open_door(public=False) as door:
        assert await door.read(ANA, 1) == ["Oí: hola"]


async def test_another_program_with_the_same_bot_is_said(
    open_door: OpenDoor, telegram: TelegramDouble, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FATAL_PAUSE", 0.05)
    async with open_door(public=False) as door:
        telegram.fail("getUpdates", Fault(409, times=2))
        await door.do(telegram.write, ANA, "hola")
        await door.see(lambda: sum(call.status == 409 for call in telegram.calls) >= 2)
        await door.read(ANA, 1)
    assert "Otro programa recibe los mensajes" in caplog.text
