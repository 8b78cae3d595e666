"""What a person gets on Telegram: answers in order, buttons, files, and a polite word about what is not read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from connectors.delivery import turns
from connectors.delivery.store.models import Contact, Inbox, Outbox, PressedChoice
from connectors.delivery.store.transactions import writing
from connectors.messages.unread import captioned, only_text
from connectors.telegram.chat_feedback import USED
from connectors.telegram.commands import COMMANDS
from connectors.telegram.updates import EDITED
from tests.connectors.telegram.conftest import Door, Script, rows, settled
from tests.connectors.telegram.updates import NOT_TEXT
from tests.doubles.telegram import Fault, TelegramDouble
from tests.doubles.telegram.chats import BOT_ID, chat_of

ANA, LUIS = 5_000_000_123, 5_000_000_456
GROUP = -1_001_234_567_890
CONSENT = [{"text": "¿Aceptas?", "buttons": [{"title": "Acepto", "payload": '/afirmar{"valor": "si"}'},
                                             {"title": "No acepto", "payload": "/negar"}]}]  # fmt: skip


async def test_two_messages_at_once_are_answered_in_order(door: Door, telegram: TelegramDouble, script: Script) -> None:
    await door.do(telegram.write, ANA, "uno")
    await door.do(telegram.write, ANA, "dos")
    assert await door.read(ANA, 2) == ["Oí: uno", "Oí: dos"]
    assert {message.sender_id for message in script.heard} == {f"telegram:{BOT_ID}/{ANA}"}
    assert {message.input_channel for message in script.heard} == {"telegram"}


async def test_an_update_delivered_ten_times_at_once_is_one_turn(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    once = telegram.chats.message_from(ANA, text="hola")
    statuses = await door.do(telegram.deliver, once, times=10)
    assert statuses == [200] * 10
    assert await door.read(ANA, 1) == ["Oí: hola"]
    await settled()
    assert await door.do(telegram.deliver, once) == [200]
    await settled()
    assert script.texts == ["hola"]
    assert telegram.texts(ANA) == ["Oí: hola"]


async def test_a_slow_turn_is_acknowledged_at_once_and_shows_that_it_works(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    go_on = asyncio.Event()
    script.before = go_on.wait
    # It is answered 200 while its turn cannot end.
    assert await door.do(telegram.deliver, telegram.chats.message_from(ANA, text="hola")) == [200]
    await door.see(lambda: len(telegram.called("sendChatAction", ANA)) >= 3)
    assert telegram.texts(ANA) == []
    go_on.set()
    assert await door.read(ANA, 1) == ["Oí: hola"]
    assert telegram.called("sendChatAction")[0].given["action"] == "typing"


async def test_a_button_is_answered_retired_and_understood(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    script.answers["hola"] = CONSENT
    await door.do(telegram.write, ANA, "hola")
    await door.read(ANA, 1)
    [sent] = telegram.called("sendMessage")
    tokens = [button["callback_data"] for row in sent.given["reply_markup"]["inline_keyboard"] for button in row]
    assert all(token.startswith("b:") and len(token) <= 22 for token in tokens)
    press = await door.do(telegram.press, ANA, "Acepto")
    assert (await door.read(ANA, 2))[1] == "Oí: Acepto"
    await door.see(lambda: telegram.called("editMessageReplyMarkup"))
    assert telegram.called("answerCallbackQuery")[0].given == {"callback_query_id": press["callback_query"]["id"]}
    assert "reply_markup" not in telegram.chats.messages[ANA, sent.result["message_id"]]
    parsed = script.heard[1].parse_data
    assert parsed["intent"]["name"] == "afirmar"
    assert [(one["entity"], one["value"]) for one in parsed["entities"]] == [("valor", "si")]


async def test_two_quick_taps_are_one(door: Door, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = CONSENT
    await door.do(telegram.write, ANA, "hola")
    await door.read(ANA, 1)
    with telegram.holding("editMessageReplyMarkup"):  # the buttons are still to be seen
        await door.do(telegram.press, ANA, "Acepto")
        await door.do(telegram.press, ANA, "No acepto")
        await door.see(lambda: len(telegram.called("answerCallbackQuery")) == 2)
    await settled()
    assert script.texts == ["hola", "Acepto"]
    assert telegram.called("answerCallbackQuery")[1].given["text"] == USED


@pytest.mark.parametrize(
    "data", ["b:inventado_0123456", "/guia_borrar_datos", '/afirmar{"valor": "si"}', " ", "ñ" * 32]
)
async def test_a_forged_button_is_refused_without_a_turn(
    door: Door, telegram: TelegramDouble, script: Script, data: str
) -> None:
    message = telegram.chats.sent_by_bot(ANA, text="¿Aceptas?")
    await door.do(telegram.forge, ANA, message, data)
    assert (await door.read(ANA, 2))[1] == turns.OLD_BUTTON
    await door.see(lambda: telegram.called("answerCallbackQuery"))
    assert script.heard == []


async def test_the_button_of_somebody_else_is_refused(door: Door, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = CONSENT
    await door.do(telegram.write, ANA, "hola")
    await door.read(ANA, 1)
    hers = telegram.called("sendMessage")[0].given["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await door.do(telegram.forge, LUIS, telegram.chats.sent_by_bot(LUIS, text="x"), hers)
    assert (await door.read(LUIS, 2))[1] == turns.OLD_BUTTON
    assert script.texts == ["hola"]


async def test_an_expired_button_is_refused(door: Door, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = CONSENT
    await door.do(telegram.write, ANA, "hola")
    await door.read(ANA, 1)
    await settled()
    writing(lambda session, now: session.execute(update(PressedChoice).values(expires_at=now - timedelta(seconds=1))))
    await door.do(telegram.press, ANA, "Acepto")
    assert (await door.read(ANA, 2))[1] == turns.OLD_BUTTON
    assert script.texts == ["hola"]


async def test_the_menu_asks_by_intent_and_a_link_only_for_a_code(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    for typed in [*(f"/{name}" for name in COMMANDS), "/start K7M4-2QXD", "/start borra_mis_datos"]:
        await door.do(telegram.write, ANA, typed)
    await door.read(ANA, len(COMMANDS) + 2)
    asked = [(message.text, "/" + message.parse_data["intent"]["name"]) for message in script.heard]
    assert asked == [
        *((command.title, command.payload) for command in COMMANDS.values()),
        ("K7M4-2QXD", "/guia_iniciar"),
        ("Hola", "/saludar"),
    ]


@pytest.mark.parametrize(
    "typed", ["/restart", '/afirmar{"valor": "si"}', " /session_start", "／restart", "\x1c/restart"]
)
async def test_what_rasa_would_obey_is_only_text(
    door: Door, telegram: TelegramDouble, script: Script, typed: str
) -> None:
    await door.do(telegram.write, ANA, typed)
    await door.read(ANA, 1)
    [heard] = script.heard
    assert heard.parse_data is None
    assert not heard.text.strip().startswith("/")
    assert heard.text in typed


@pytest.mark.parametrize("name", ["una foto", "una nota de voz", "un sticker", "una ubicación"])
async def test_what_is_not_text_gets_a_polite_word(
    door: Door, telegram: TelegramDouble, script: Script, name: str
) -> None:
    await door.do(telegram.write, ANA, **NOT_TEXT[name])
    assert await door.read(ANA, 1) == [only_text(name)]
    assert script.heard == []


async def test_the_words_below_a_photo_are_answered(door: Door, telegram: TelegramDouble, script: Script) -> None:
    await door.do(telegram.write, ANA, **NOT_TEXT["una foto"], caption="¿quién firma?")
    assert await door.read(ANA, 2) == [captioned("una foto"), "Oí: ¿quién firma?"]
    assert script.texts == ["¿quién firma?"]


async def test_an_edited_message_gets_a_polite_word_and_a_reaction_none(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    first = await door.do(telegram.write, ANA, "perdon")
    await door.read(ANA, 1)
    await door.do(telegram.queue, telegram.chats.edit(first))  # somebody put a heart on it
    await door.do(telegram.queue, telegram.chats.edit(first, text="perdón"))
    assert await door.read(ANA, 2) == ["Oí: perdon", EDITED]
    await door.do(telegram.write, ANA, "hola")
    assert await door.read(ANA, 3) == ["Oí: perdon", EDITED, "Oí: hola"]
    assert script.texts == ["perdon", "hola"]


async def test_a_group_is_told_once_and_left(door: Door, telegram: TelegramDouble, script: Script) -> None:
    await door.do(telegram.queue, telegram.chats.membership(chat_of(GROUP), ANA, "member"))
    await door.do(telegram.write, ANA, "/start", chat=GROUP)
    await door.see(lambda: GROUP in telegram.chats.left)
    await door.do(telegram.write, ANA, "¿sigues ahí?", chat=GROUP)
    await door.see(lambda: not telegram.chats.updates)
    [said] = telegram.texts(GROUP)
    assert "https://t.me/enlace_prueba_bot" in said
    assert (script.heard, rows(Inbox), rows(Contact)) == ([], [], [])


async def test_a_long_answer_comes_whole_and_in_order(door: Door, telegram: TelegramDouble, script: Script) -> None:
    long = " ".join(f"ñandú{number}🌵&<b>" for number in range(1500))
    script.answers["hola"] = [{"text": long, **{"buttons": CONSENT[0]["buttons"]}}]
    await door.do(telegram.write, ANA, "hola")
    await door.see(lambda: " ".join(telegram.texts(ANA)) == long)
    sent = telegram.called("sendMessage", ANA)
    assert len(sent) > 4
    assert ["reply_markup" in one.given for one in sent] == [False] * (len(sent) - 1) + [True]


async def test_a_long_question_is_heard_whole(door: Door, telegram: TelegramDouble, script: Script) -> None:
    long = ("ñ🌵" * 2048)[:3000]
    script.answers[long] = [{"text": "leído"}]
    await door.do(telegram.write, ANA, long)
    assert await door.read(ANA, 1) == ["leído"]


async def test_images_and_documents(door: Door, telegram: TelegramDouble, script: Script, tmp_path: Path) -> None:
    image, document = tmp_path / "a.png", tmp_path / "borrador.docx"
    image.write_bytes(b"\x89PNG")
    document.write_bytes(b"PK")
    script.answers["hola"] = [
        {"text": "Tus niveles", "image": str(image)},
        {"text": "Tu borrador", "custom": {"document": str(document)}},
    ]
    for _ in range(2):
        await door.do(telegram.write, ANA, "hola")
    await door.read(ANA, 4)
    assert telegram.texts(ANA) == ["Tus niveles", "Tu borrador"] * 2
    # The second time they go by their id, which is kept in the table.
    assert [type(call.given["photo"]) for call in telegram.called("sendPhoto")] == [bytes, str]
    assert [type(call.given["document"]) for call in telegram.called("sendDocument")] == [bytes, str]


async def test_a_rate_limit_loses_and_reorders_nothing(door: Door, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = [{"text": "uno"}, {"text": "dos"}, {"text": "tres"}]
    telegram.fail("sendMessage", Fault(429, retry_after=1))
    telegram.fail("sendMessage", Fault(429, retry_after=1, times=2))
    await door.do(telegram.write, ANA, "hola")
    await door.do(telegram.write, ANA, "otra")
    assert await door.read(ANA, 4) == ["uno", "dos", "tres", "Oí: otra"]
    await settled()


async def test_the_network_fails_and_comes_back(door: Door, telegram: TelegramDouble, script: Script) -> None:
    script.answers["hola"] = [{"text": "uno"}, {"text": "dos"}]
    telegram.fail("sendMessage", Fault(502))
    telegram.fail("sendMessage", Fault(0))
    await door.do(telegram.write, ANA, "hola")
    assert await door.read(ANA, 2) == ["uno", "dos"]
    await settled()


async def test_whoever_blocks_while_being_answered_gets_silence(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    script.answers["hola"] = [{"text": "uno"}, {"text": "dos"}]
    telegram.chats.blocked_by.add(ANA)
    await door.do(telegram.write, ANA, "hola")
    await settled()
    assert [call.status for call in telegram.calls if call.method == "sendMessage"] == [403]
    assert [contact.unreachable for contact in rows(Contact)] == [True]


async def test_whoever_blocks_is_not_written_to_and_may_come_back(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    telegram.fail("sendMessage", Fault(429, retry_after=3600))
    await door.do(telegram.write, ANA, "hola")
    await door.see(lambda: any(call.status == 429 for call in telegram.calls))
    assert len(rows(Outbox)) == 1
    await door.do(telegram.block, ANA)
    await settled()
    assert [contact.unreachable for contact in rows(Contact)] == [True]
    telegram.chats.blocked_by.clear()
    await door.do(telegram.write, ANA, "ya volví")
    assert await door.read(ANA, 1) == ["Oí: ya volví"]
    assert [contact.unreachable for contact in rows(Contact)] == [False]


async def test_once_answered_nothing_of_what_was_said_is_kept(
    door: Door, telegram: TelegramDouble, script: Script
) -> None:
    await door.do(telegram.write, ANA, "un secreto")
    await door.read(ANA, 1)
    await settled()
    assert [(row.text, row.details) for row in rows(Inbox)] == [("", {})]
    assert rows(Outbox) == []
