"""The webhook: who is let in, what is asked of Telegram, and what is answered when nothing can be stored."""

from __future__ import annotations

import logging
from typing import Any

import pytest

import settings
from connectors.delivery.errors import Busy
from connectors.delivery.limits import apologies
from connectors.delivery.store.models import Inbox
from connectors.telegram import TelegramInput
from connectors.telegram.channel import LONGEST_BODY
from connectors.telegram.chat_feedback import SLOWLY
from connectors.telegram.updates import KINDS
from tests.connectors.telegram.conftest import PUBLIC, Door, OpenDoor, Script, eventually, rows, settled
from tests.connectors.telegram.test_updates import with_wrong
from tests.doubles.telegram import Fault, TelegramDouble

ANA = 5_000_000_123


async def test_the_webhook_is_asked_for_with_a_secret_and_our_kinds_of_updates(door: Door) -> None:
    asked = door.telegram.methods.webhook
    assert asked["url"] == f"{PUBLIC}/webhooks/telegram/webhook"
    assert asked["allowed_updates"] == list(KINDS)
    assert door.telegram.token not in asked["url"]
    assert len(asked["secret_token"]) == 64
    assert asked["secret_token"] not in door.telegram.token
    assert door.telegram.methods.commands


@pytest.mark.parametrize("secret", [b"", b"otro", "ñ".encode(), b"\xff"])
async def test_a_forged_update_is_refused_and_leaves_no_row(door: Door, script: Script, secret: bytes) -> None:
    forged = door.telegram.chats.message_from(ANA, text="hola")
    assert (await door.post(forged, secret)).status_code == 403
    assert (rows(Inbox), script.heard) == ([], [])
    almost = door.secret[:-1] + ("0" if door.secret[-1] != "0" else "1")
    assert (await door.post(forged, almost)).status_code == 403
    assert (rows(Inbox), script.heard) == ([], [])
    assert (await door.post(forged)).status_code == 200
    await settled()
    assert script.texts == ["hola"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"3", b'{"update_id": 1, "message": {}}', b"[" * 9000])
async def test_what_cannot_be_read_is_taken_so_that_it_does_not_come_again(
    door: Door, script: Script, body: bytes
) -> None:
    assert (await door.post(None, content=body)).status_code == 200
    assert (rows(Inbox), script.heard) == ([], [])


@pytest.mark.parametrize("path", [("message", "text"), ("message", "chat", "id"), ("message", "date"), ("update_id",)])
async def test_a_field_of_another_type_is_set_aside_and_the_next_message_answered(
    door: Door, telegram: TelegramDouble, path: tuple[str, ...]
) -> None:
    poison = with_wrong(telegram.chats.message_from(ANA, text="hola"), path, [5])
    assert (await door.post(poison)).status_code == 200
    await door.do(telegram.write, ANA, "hola")
    assert await door.read(ANA, 1) == ["Oí: hola"]
    assert len(rows(Inbox)) == 1


async def test_a_body_too_large_is_refused(door: Door) -> None:
    assert (await door.post(None, content=b" " * (LONGEST_BODY + 1))).status_code == 413


async def test_what_cannot_be_stored_now_comes_again(
    door: Door, telegram: TelegramDouble, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, failures = door.reception.receive, [Busy(), Busy()]

    async def busy(incoming: Any) -> bool:
        if failures:
            raise failures.pop()
        return await receive(incoming)

    monkeypatch.setattr(door.reception, "receive", busy)
    await door.do(telegram.write, ANA, "hola")
    assert await door.read(ANA, 1) == ["Oí: hola"]
    assert telegram.delivery.statuses == [503, 503, 200]


async def test_who_presses_too_fast_is_told_and_keeps_the_button(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    script.answers["hola"] = [{"text": "¿Sí?", "buttons": [{"title": "Sí", "payload": "/afirmar"}]}]
    async with open_door(rates="1/minute") as door:
        await door.see(lambda: telegram.methods.webhook)
        await door.do(telegram.write, ANA, "hola")
        await door.read(ANA, 1)
        await door.do(telegram.press, ANA, "Sí")
        assert (await door.read(ANA, 2))[1] == apologies.SLOWLY
        await door.see(lambda: telegram.called("answerCallbackQuery"))
        await settled()
    assert telegram.called("answerCallbackQuery")[0].given["text"] == SLOWLY
    assert telegram.delivery.statuses == [200, 200]
    assert telegram.called("editMessageReplyMarkup") == []
    assert script.texts == ["hola"]


async def test_telegram_may_be_away_when_the_house_opens(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    telegram.fail("getMe", Fault(0))
    telegram.fail("setWebhook", Fault(429, retry_after=1))
    async with open_door() as door:
        await door.see(lambda: telegram.methods.webhook)
        await door.do(telegram.write, ANA, "hola")
        assert await door.read(ANA, 1) == ["Oí: hola"]


async def test_a_revoked_token_is_said_without_telling_it(
    open_door: OpenDoor, telegram: TelegramDouble, caplog: pytest.LogCaptureFixture
) -> None:
    revoked = telegram.token[:-1] + "x"
    async with open_door(token=revoked) as door:
        await eventually(lambda: "TELEGRAM_TOKEN" in caplog.text)
        assert any(call.status == 401 for call in door.telegram.calls)
    assert revoked not in caplog.text


async def test_after_a_restart_what_was_left_is_answered_once(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script
) -> None:
    telegram.fail("sendMessage", Fault(429, retry_after=1))
    async with open_door() as door:
        await door.see(lambda: telegram.methods.webhook)
        await door.do(telegram.write, ANA, "hola")
        await door.see(lambda: any(call.status == 429 for call in telegram.calls))
    assert telegram.texts(ANA) == []
    async with open_door() as door:
        assert await door.read(ANA, 1) == ["Oí: hola"]
        await settled()
    assert script.texts == ["hola"]
    assert telegram.texts(ANA) == ["Oí: hola"]


async def test_the_log_tells_no_token_text_name_or_number(
    open_door: OpenDoor, telegram: TelegramDouble, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    script.answers["secreto dicho"] = [{"text": "secreto oído", "buttons": [{"title": "Sí", "payload": "/afirmar"}]}]
    for status in (429, 400, 500, 0):
        telegram.fail("sendMessage", Fault(status, retry_after=1 if status == 429 else 0))
    async with open_door() as door:
        await door.see(lambda: telegram.methods.webhook)
        await door.do(telegram.write, ANA, "secreto dicho")
        await door.read(ANA, 1)
        press = await door.do(telegram.press, ANA, "Sí")
        await door.read(ANA, 2)
        await door.post({"update_id": 1, "message": {"text": "secreto dicho"}})
        await door.post(telegram.chats.message_from(ANA, text="secreto dicho"), "falso")
        await door.do(telegram.block, ANA)
        await door.do(telegram.write, ANA, "secreto dicho")
        await settled(3)
    log = "\n".join(f"{one.name} {one.getMessage()} {one.exc_info or ''}" for one in caplog.records)
    assert "connectors." in log
    for private in (
        telegram.token,
        "secreto",
        "Guadalupe",
        "lupita_hdz",
        str(ANA),
        door.secret,
        press["callback_query"]["data"],
    ):
        assert private not in log, private


@pytest.mark.parametrize("token", ["", "abc", "123:corto", "12345:AAF con espacio en medio de todo esto"])
def test_a_token_that_cannot_be_one_is_said_in_spanish(token: str, tmp_path: Any) -> None:
    current = settings.Settings("sqlite://", tmp_path, tmp_path, telegram=settings.TelegramSettings(token))
    with pytest.raises(settings.Misconfigured, match="BotFather"):
        TelegramInput(current)


def test_a_secret_that_telegram_would_refuse_is_said_in_spanish(tmp_path: Any, telegram: TelegramDouble) -> None:
    own = settings.TelegramSettings(telegram.token, "señal secreta")
    with pytest.raises(settings.Misconfigured, match="TELEGRAM_SECRETO"):
        TelegramInput(settings.Settings("sqlite://", tmp_path, tmp_path, telegram=own))
