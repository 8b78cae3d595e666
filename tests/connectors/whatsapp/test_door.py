"""The door with Meta on both sides and a Rasa that repeats: who gets in, what goes out, and what goes wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

import settings
from bot import services
from connectors.delivery.intake import Reception
from connectors.delivery.limits.apologies import SLOWLY
from connectors.delivery.limits.rates import Rates
from connectors.delivery.store import buttons as choices
from connectors.delivery.store import outbox
from connectors.delivery.store.models import Alias, Contact, Inbox, Outbox
from connectors.messages.unread import captioned
from connectors.whatsapp import WhatsAppInput, channel, delivery, incoming, statuses
from tests.connectors.delivery.conftest import QUICK, eventually, rows
from tests.connectors.whatsapp.conftest import VERIFICATION, off, repeat, served
from tests.doubles.whatsapp import GraphDouble, Phone
from tests.doubles.whatsapp.phone import status, webhook


@pytest.fixture
async def door(desk: None, graph: GraphDouble) -> AsyncIterator[WhatsAppInput]:
    async with served(graph, repeat) as door:
        yield door


async def texts(graph: GraphDouble, phone: Phone, number: int) -> list[str]:
    return [message["text"]["body"] for message in await off(graph.answers, phone, number)]


# --- who gets in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "token", "expected"),
    [("subscribe", VERIFICATION, 200), ("subscribe", "otra", 403), ("unsubscribe", VERIFICATION, 403),
     ("subscribe", "", 403)],
)  # fmt: skip
async def test_only_who_knows_the_word_may_register(
    mode: str, token: str, expected: int, door: WhatsAppInput, graph: GraphDouble
) -> None:
    query = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"}
    async with httpx.AsyncClient() as client:
        answer = await client.get(graph.webhook_url, params=query)
        assert (answer.status_code, answer.text) == (expected, "1158201444" if expected == 200 else "")
        assert (await client.get(graph.webhook_url)).status_code == 403


async def test_what_meta_did_not_sign_leaves_no_row(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    body = webhook(graph.number, lucia.text("hola"), phones=(lucia,))
    for signature, expected in ((None, 401), ("sha256=00", 403), ("sha256=ñ", 403), ("sha1=abc", 403)):
        assert await off(graph.deliver, body, signature=signature) == expected
    assert [rows(model) for model in (Inbox, Contact, Alias)] == [[], [], []]
    assert graph.calls == []


async def test_a_body_with_accents_and_emoji_is_ours(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    assert await off(graph.write, lucia, lucia.text("¿Cuánto tarda, señor? 😀")) == 200
    assert await texts(graph, lucia, 1) == ["Oí: ¿Cuánto tarda, señor? 😀"]


async def test_a_body_too_large_is_refused_unread(door: WhatsAppInput, graph: GraphDouble) -> None:
    assert await off(graph.deliver, b" " * (20 * 2**20)) == 413
    assert await off(graph.deliver, b" " * (3 * 2**20)) == 200


async def test_what_is_not_understood_is_taken(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    for body in (b"", b"hola", b"[]", b'{"entry": 1}'):
        assert await off(graph.deliver, body) == 200
    unknown = webhook(graph.number, lucia.text("hola"), phones=(lucia,), field="flows")
    assert await off(graph.deliver, unknown) == 200
    assert rows(Inbox) == []


def test_without_the_secret_there_is_no_door() -> None:
    with pytest.raises(settings.Misconfigured, match="falta WHATSAPP_SECRETO"):
        WhatsAppInput(settings.WhatsAppSettings("token", "1", "", "palabra"))


# --- once, and in order -------------------------------------------------------------------------------------------


async def test_a_batch_of_three_from_two_people(door: WhatsAppInput, graph: GraphDouble) -> None:
    ana, luis = Phone.new(), Phone.new()
    batch = webhook(graph.number, ana.text("uno"), luis.text("dos"), ana.text("tres"), phones=(ana, luis))
    assert await off(graph.deliver, batch) == 200
    assert await texts(graph, ana, 2) == ["Oí: uno", "Oí: tres"]
    assert await texts(graph, luis, 1) == ["Oí: dos"]


async def test_one_webhook_is_answered_in_the_order_of_writing(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    now = time.time()
    other = Phone.new()
    late = [lucia.text("tres", at=now - 1), other.text("hola", at=now - 9), lucia.text("dos", at=now - 30)]
    assert await off(graph.deliver, webhook(graph.number, *late, lucia.text("uno", at=now - 60), phones=(lucia, other)))
    assert await texts(graph, lucia, 3) == ["Oí: uno", "Oí: dos", "Oí: tres"]
    assert await texts(graph, other, 1) == ["Oí: hola"]


async def test_what_was_written_while_the_house_was_away_is_answered_whole_and_in_order(
    desk: None, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "reception_for", lambda turn: Reception(turn, QUICK, Rates()))
    began = time.time() - 600
    one_by_one = [lucia.text(str(number), at=began + 30 * number) for number in range(12)]
    async with served(graph, repeat):
        for message in one_by_one[:4]:
            assert await off(graph.write, lucia, message) == 200
        assert await off(graph.write, lucia, *one_by_one[4:]) == 200
        said = await texts(graph, lucia, 12)
    assert said == [f"Oí: {number}" for number in range(12)]


async def test_a_flood_that_was_written_while_the_house_was_away_is_a_flood(
    desk: None, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "reception_for", lambda turn: Reception(turn, QUICK, Rates()))
    began = time.time() - 600
    flood = [lucia.text(str(number), at=began + number // 50) for number in range(200)]  # 50 a second
    async with served(graph, repeat):
        assert await off(graph.write, lucia, *flood) == 200
        await eventually(lambda: rows(Inbox) and all(row.done_at for row in rows(Inbox)) and not rows(Outbox))
        said = [message["text"]["body"] for message in graph.sent_to(lucia)]
    assert len(said) == 6 and SLOWLY in said


async def test_a_webhook_of_thousands_is_stored_in_one_transaction(
    desk: None, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [Phone.new() for _ in range(300)]
    messages = [phone.text(f"hola {number}") for number in range(10) for phone in people]
    monkeypatch.setattr(Reception, "wake", lambda self, sender: None)
    async with served(graph, repeat):
        await eventually(lambda: rows(Inbox) == [])
        writing, begun = services.writing, []
        monkeypatch.setattr(services, "writing", lambda **options: begun.append("transaction") or writing(**options))
        assert await off(graph.deliver, webhook(graph.number, *messages, phones=tuple(people))) == 200
        assert len(begun) <= 3  # two are of the round that deletes what has served
    assert len(rows(Inbox)) == 3_000


async def test_a_message_that_fails_each_time_is_set_aside_and_the_others_answered(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = incoming.Reader.read

    def fail(self: Any, events: Any) -> Any:
        if any(getattr(event, "text", "") == "veneno" for event in events):
            raise RuntimeError("nobody thought of this")
        return read(self, events)

    monkeypatch.setattr(incoming.Reader, "read", fail)
    body = webhook(graph.number, lucia.text("uno"), lucia.text("veneno"), lucia.text("dos"), phones=(lucia,))
    # Meta delivers the whole of it again until it is taken.
    assert [await off(graph.deliver, body) for _ in range(3)] == [503, 503, 200]
    assert await texts(graph, lucia, 2) == ["Oí: uno", "Oí: dos"]


async def test_thousands_of_statuses_make_few_labels_and_no_transaction(
    desk: None, graph: GraphDouble, lucia: Phone
) -> None:
    async with served(graph, repeat):
        await off(graph.write, lucia, lucia.text("hola"))
        await texts(graph, lucia, 1)
        told = [
            {"id": f"wamid.{n}", "status": f"x_{chr(97 + n % 26)}", "errors": [{"code": 600_000 + n}]}
            for n in range(20_000)
        ]
        assert await off(graph.deliver, webhook(graph.number, statuses=told)) == 200
    labels = {sample.labels["estado"] for metric in statuses.STATUSES.collect() for sample in metric.samples}
    codes = {sample.labels["codigo"] for metric in statuses.STATUSES.collect() for sample in metric.samples}
    assert "otro" in labels and not any(label.startswith("x_") for label in labels)
    assert "otro" in codes and not any(code.startswith("60") for code in codes)


async def test_one_wamid_ten_times_at_once(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    body = webhook(graph.number, lucia.text("hola", wamid="wamid.A"), phones=(lucia,))
    assert await off(graph.deliver_together, *[body] * 10) == [200] * 10
    # The same message in another envelope, later.
    again = webhook(graph.number, lucia.text("hola", wamid="wamid.A"), lucia.text("adiós"), phones=(lucia,))
    assert await off(graph.deliver, again) == 200
    assert await texts(graph, lucia, 2) == ["Oí: hola", "Oí: adiós"]
    assert len(rows(Inbox)) == 2


async def test_a_slow_answer_does_not_hold_up_meta(desk: None, graph: GraphDouble, lucia: Phone) -> None:
    go = asyncio.Event()

    async def slow(message: Any) -> None:
        await go.wait()
        await repeat(message)

    async with served(graph, slow):
        assert await off(graph.write, lucia, lucia.text("uno")) == 200
        assert await off(graph.write, lucia, lucia.text("dos")) == 200
        assert graph.sent == []
        go.set()
        assert await texts(graph, lucia, 2) == ["Oí: uno", "Oí: dos"]


async def test_without_a_database_meta_keeps_the_message(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = webhook(graph.number, lucia.text("hola"), phones=(lucia,))
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_URL", "sqlite:////no/existe/enlace.db")
        assert await off(graph.deliver, body) == 503
    assert await off(graph.deliver, body) == 200
    assert await texts(graph, lucia, 1) == ["Oí: hola"]


async def test_who_writes_too_fast_is_told_once(
    desk: None, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "reception_for", lambda turn: Reception(turn, QUICK, Rates(per_sender="2/hour")))
    async with served(graph, repeat):
        messages = [lucia.text(str(number)) for number in range(5)]
        assert await off(graph.write, lucia, *messages) == 200
        said = await texts(graph, lucia, 3)
        assert sorted(said)[1:] == ["Oí: 0", "Oí: 1"]
        # Meta brings it all again: what was answered stays answered.
        assert await off(graph.write, lucia, *messages) == 200
        await eventually(lambda: rows(Outbox) == [])
        assert len(graph.sent_to(lucia)) == 3


# --- what is said -------------------------------------------------------------------------------------------------


async def test_every_other_type_gets_a_fixed_answer(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    others = lucia.every_other_type()
    assert await off(graph.write, lucia, *others.values()) == 200
    said = await texts(graph, lucia, len(others))
    assert all("solo leo texto" in text for text in said)
    assert "una foto" in said[0]


@pytest.mark.parametrize(("kind", "what"), [("image", "foto"), ("document", "documento"), ("video", "video")])
async def test_the_words_below_a_picture_or_a_document_are_answered(
    kind: str, what: str, door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    media = lucia.every_other_type()[kind][kind]
    await off(graph.write, lucia, lucia.message(kind, {**media, "caption": "¿cuánto tarda el dictamen?"}))
    (said,) = await texts(graph, lucia, 1)
    assert said == f"{captioned(f'un {what}')}\n\nOí: ¿cuánto tarda el dictamen?"
    assert f"no pude abrir tu {what}" in said


async def test_what_an_edited_message_says_now_is_answered(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    await off(graph.write, lucia, lucia.text("¿quien firma?", wamid="wamid.A"))
    await texts(graph, lucia, 1)
    await off(graph.write, lucia, lucia.edited("wamid.A", lucia.text("¿quién firma?")))
    photo = lucia.message("image", {**lucia.every_other_type()["image"]["image"], "caption": "¿y esto?"})
    await off(graph.write, lucia, lucia.edited("wamid.B", photo))
    said = await texts(graph, lucia, 3)
    assert said == ["Oí: ¿quien firma?", "Oí: ¿quién firma?", f"{captioned('una foto')}\n\nOí: ¿y esto?"]


async def test_a_message_that_is_taken_back_gets_no_answer(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    assert await off(graph.write, lucia, lucia.revoked("wamid.A"), lucia.text("hola")) == 200
    assert await texts(graph, lucia, 1) == ["Oí: hola"]
    assert len(rows(Inbox)) == 1


async def test_blue_ticks_and_typing_come_before_the_answer(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    await off(graph.write, lucia, lucia.text("hola", wamid="wamid.A"))
    await texts(graph, lucia, 1)
    ticks, answer = graph.calls
    assert (ticks.body["message_id"], ticks.body["typing_indicator"]) == ("wamid.A", {"type": "text"})
    assert answer.body["to"] == lucia.number


async def test_ticks_that_are_refused_do_not_matter(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    graph.fail(100)
    await off(graph.write, lucia, lucia.text("hola"))
    assert await texts(graph, lucia, 1) == ["Oí: hola"]


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        (Phone("5213311112222", "MX.11"), {"to": "5213311112222"}),
        (Phone("523311112222", ""), {"to": "523311112222"}),
        (Phone("", "MX.12"), {"recipient": "MX.12"}),
        (Phone("16505551234", "US.13"), {"to": "16505551234"}),
    ],
)
async def test_people_are_answered_as_they_wrote(
    phone: Phone, written: dict[str, str], door: WhatsAppInput, graph: GraphDouble
) -> None:
    await off(graph.write, phone, phone.text("hola"))
    (answer,) = await off(graph.answers, phone, 1)
    assert {key: answer[key] for key in ("to", "recipient") if key in answer} == written


async def test_a_late_message_is_answered_with_an_excuse(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    await off(graph.write, lucia, lucia.text("hola", at=time.time() - 3600), lucia.text("¿y?"))
    assert await texts(graph, lucia, 2) == [f"{incoming.EXCUSE}\n\nOí: hola", "Oí: ¿y?"]


async def test_outside_the_window_nothing_is_sent(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    await off(graph.write, lucia, lucia.text("hola", at=time.time() - delivery.WINDOW - 1))
    await eventually(lambda: rows(Contact) and rows(Contact)[0].unreachable)
    assert graph.sent == []
    # Writing again opens it.
    await off(graph.write, lucia, lucia.text("sigo aquí"))
    assert await texts(graph, lucia, 1) == ["Oí: sigo aquí"]


async def test_an_older_message_does_not_close_the_window(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    await off(graph.write, lucia, lucia.text("hola"))
    await texts(graph, lucia, 1)
    await off(graph.write, lucia, lucia.text("de antier", at=time.time() - 2 * 86400))
    assert await texts(graph, lucia, 2) == ["Oí: hola", f"{incoming.EXCUSE}\n\nOí: de antier"]


async def test_pictures_go_up_once(desk: None, graph: GraphDouble, lucia: Phone, tmp_path: Any) -> None:
    picture = tmp_path / "grafica.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    async def draw(message: Any) -> None:
        reply = {"text": "Por año", "image": str(picture), "custom": {"alt": "Doce acuerdos"}}
        await message.output_channel.send_response(message.sender_id, reply)

    async with served(graph, draw):
        for number in (1, 2):
            await off(graph.write, lucia, lucia.text("gráfica"))
            sent = await off(graph.answers, lucia, number)
        assert len(graph.media) == 1
        assert [message["image"] for message in sent] == [{"id": next(iter(graph.media)), "caption": "Por año"}] * 2
        # Meta forgot it: this time it is said in words, and the next time it goes up again.
        graph.media.clear()
        for number in (3, 4):
            await off(graph.write, lucia, lucia.text("gráfica"))
            sent = await off(graph.answers, lucia, number)
        assert sent[2]["text"]["body"] == "Por año\n\nDoce acuerdos"
        assert sent[3]["image"]["id"] in graph.media
        # And a file that is gone.
        picture.unlink()
        await off(graph.write, lucia, lucia.text("gráfica"))
        assert (await off(graph.answers, lucia, 5))[4]["text"]["body"] == "Por año\n\nDoce acuerdos"


# --- buttons ------------------------------------------------------------------------------------------------------


def asking(*titles: str) -> Any:
    """A Rasa that offers `titles`, and says what was pressed."""

    async def on_new_message(message: Any) -> None:
        pressed = message.parse_data
        text = f"Apretaste {pressed['intent']['name']}" if pressed else "Elige"
        buttons = [] if pressed else [{"title": t, "payload": f"/opcion_{n}"} for n, t in enumerate(titles)]
        await message.output_channel.send_response(message.sender_id, {"text": text, "buttons": buttons})

    return on_new_message


@pytest.mark.parametrize("number", [2, 3, 4, 10])
async def test_buttons_and_lists_come_back_as_presses(
    number: int, desk: None, graph: GraphDouble, lucia: Phone
) -> None:
    async with served(graph, asking(*(f"Opción {n}" for n in range(number)))):
        await off(graph.write, lucia, lucia.text("hola"))
        (shown,) = await off(graph.answers, lucia, 1)
        assert shown["interactive"]["type"] == ("button" if number <= 3 else "list")
        await off(graph.write, lucia, lucia.press(shown, "Opción 1"))
        assert (await texts_after(graph, lucia, 2))[-1] == "Apretaste opcion_1"


async def texts_after(graph: GraphDouble, phone: Phone, number: int) -> list[str]:
    sent = await off(graph.answers, phone, number)
    return [message.get("text", {}).get("body", "") for message in sent]


async def test_more_than_ten_are_numbers_to_be_typed(desk: None, graph: GraphDouble, lucia: Phone) -> None:
    async with served(graph, asking(*(f"Opción {n}" for n in range(12)))):
        await off(graph.write, lucia, lucia.text("hola"))
        (shown,) = await texts(graph, lucia, 1)
        assert "12. Opción 11" in shown
        await off(graph.write, lucia, lucia.text(" 12. "))
        assert (await texts(graph, lucia, 2))[-1] == "Apretaste opcion_11"


async def test_tokens_of_others_or_of_nobody_press_nothing(desk: None, graph: GraphDouble, lucia: Phone) -> None:
    eve = Phone.new()
    async with served(graph, asking("Sí", "No")):
        await off(graph.write, lucia, lucia.text("hola"))
        (shown,) = await off(graph.answers, lucia, 1)
        stolen = shown["interactive"]["action"]["buttons"][0]["reply"]["id"]
        for token in (stolen, "b:inventado", "/restart", '/opcion_0{"rol":"admin"}', "b:" + "x" * 250):
            await off(graph.write, eve, eve.pressed(token, "Sí"))
        assert all("ya no sirve" in text for text in await texts(graph, eve, 5))
        assert "opcion_" not in str(shown)


async def test_an_expired_token_presses_nothing(
    desk: None, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "LIFE", timedelta(0))
    async with served(graph, asking("Sí", "No")):
        await off(graph.write, lucia, lucia.text("hola"))
        (shown,) = await off(graph.answers, lucia, 1)
        await off(graph.write, lucia, lucia.press(shown, "Sí"))
        assert "ya no sirve" in (await texts_after(graph, lucia, 2))[-1]


# --- what Meta refuses --------------------------------------------------------------------------------------------


async def test_a_limit_loses_and_reorders_nothing(
    door: WhatsAppInput, graph: GraphDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAIR_WAIT", 0.05)
    monkeypatch.setattr(delivery, "LONGEST_BUSY", 0.05)
    ana, luis = Phone.new(), Phone.new()
    graph.fail(131056, times=2, to=ana.number)
    graph.fail(130429, times=2, to=luis.number)
    for number in range(4):
        await off(graph.write, ana, ana.text(str(number)))
        await off(graph.write, luis, luis.text(str(number)))
    assert await texts(graph, ana, 4) == [f"Oí: {number}" for number in range(4)]
    assert await texts(graph, luis, 4) == [f"Oí: {number}" for number in range(4)]
    await eventually(lambda: rows(Outbox) == [])


@pytest.mark.parametrize("fault", [{"code": 131016}, {"code": 131000}, {"code": -1}, {"code": 131000, "lost": True}])
async def test_a_fault_that_passes_is_tried_again(
    fault: dict[str, Any], door: WhatsAppInput, graph: GraphDouble, lucia: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_WAIT", 0.05)
    graph.fail(times=1, to=lucia.number, **fault)
    await off(graph.write, lucia, lucia.text("hola"))
    assert await texts(graph, lucia, 1) == ["Oí: hola"]


async def test_a_closed_window_is_not_tried_again(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    graph.closed.add(lucia.number)
    await off(graph.write, lucia, lucia.text("hola"))
    await eventually(lambda: rows(Contact) and rows(Contact)[0].unreachable)
    graph.closed.clear()
    await off(graph.write, lucia, lucia.text("otra"))
    assert await texts(graph, lucia, 1) == ["Oí: otra"]


async def test_a_refused_token_stops_everything_and_says_so(
    door: WhatsAppInput, graph: GraphDouble, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "ACCESS_WAIT", 1.5)
    ana, luis = Phone.new(), Phone.new()
    graph.fail(190, to=ana.number)
    await off(graph.write, ana, ana.text("hola"))
    await eventually(lambda: delivery.STOPPED._value.get() == 1)
    tried = len([call for call in graph.calls if "type" in call.body])
    await off(graph.write, luis, luis.text("hola"))
    await eventually(lambda: any(row.not_before for row in rows(Outbox) if luis.user in row.sender))
    assert len([call for call in graph.calls if "type" in call.body]) == tried
    assert "WHATSAPP_TOKEN" in caplog.text
    assert graph.token not in caplog.text
    # Once the token is good, all goes out.
    assert await texts(graph, ana, 1) == ["Oí: hola"]
    assert await texts(graph, luis, 1) == ["Oí: hola"]
    assert delivery.STOPPED._value.get() == 0


@pytest.mark.parametrize("code", [131026, 131030, 100])
async def test_the_other_form_of_a_mexican_number_is_tried_once_and_remembered(
    code: int, door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    graph.forms[lucia.number] = str(code)
    other = Phone("52" + lucia.number[3:])
    for number in (1, 2):
        await off(graph.write, lucia, lucia.text(f"hola {number}"))
        assert (await texts(graph, other, number))[-1] == f"Oí: hola {number}"
    tried = [call.body["to"] for call in graph.calls if "type" in call.body]
    assert tried == [lucia.number, other.number, other.number]


async def test_who_is_unreachable_in_both_forms_is_left_alone(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    graph.forms |= {lucia.number: "131026", "52" + lucia.number[3:]: "131026"}
    await off(graph.write, lucia, lucia.text("hola"))
    await eventually(lambda: rows(Contact) and rows(Contact)[0].unreachable)
    assert len([call for call in graph.calls if "type" in call.body]) == 2


async def test_what_fails_after_being_accepted_is_counted_and_tried_the_other_way_next_time(
    door: WhatsAppInput, graph: GraphDouble, lucia: Phone, caplog: Any
) -> None:
    await off(graph.write, lucia, lucia.text("hola"))
    await texts(graph, lucia, 1)
    assert (
        await off(graph.tell, status("wamid.SALE", lucia, "sent"), status("wamid.SALE", lucia, "failed", 131026)) == 200
    )
    assert "131026" in caplog.text
    await off(graph.write, lucia, lucia.text("¿hola?"))
    assert await texts(graph, Phone("52" + lucia.number[3:]), 1) == ["Oí: ¿hola?"]


@pytest.mark.parametrize("code", [100, 131008, 131009, 131051, 132000])
async def test_a_form_that_is_refused_is_said_in_plain_words(code: int, desk: None, graph: GraphDouble) -> None:
    phone = Phone("16505551234", "US.1")
    async with served(graph, asking("Sí", "No")):
        graph.fail(code, to=phone.number)
        await off(graph.write, phone, phone.text("hola"))
        assert await texts(graph, phone, 1) == ["Elige\n\n• Sí\n• No"]


@pytest.mark.parametrize("code", [131048, 131049, 131050, 131064, 368, 131031])
async def test_what_policy_forbids_is_put_aside(
    code: int, door: WhatsAppInput, graph: GraphDouble, lucia: Phone
) -> None:
    graph.fail(code, to=lucia.number)
    await off(graph.write, lucia, lucia.text("hola"), lucia.text("otra"))
    assert await texts(graph, lucia, 1) == ["Oí: otra"]
    (row,) = await eventually(lambda: len(found := rows(Outbox)) == 1 and found)
    assert (row.state, row.part, row.reason) == ("apartada", {}, f"código {code}, HTTP 400")


# --- who is who ---------------------------------------------------------------------------------------------------


async def test_a_change_of_number_keeps_the_conversation(door: WhatsAppInput, graph: GraphDouble, lucia: Phone) -> None:
    await off(graph.write, lucia, lucia.text("hola"))
    await texts(graph, lucia, 1)
    moved = Phone("16505559876", "US.99")
    system = {
        "type": "user_changed_number",
        "wa_id": moved.number,
        "user_id": moved.user,
        "previous_user_id": lucia.user,
    }
    assert await off(graph.deliver, webhook(graph.number, lucia.message("system", system))) == 200
    await off(graph.write, moved, moved.text("soy yo"))
    await texts(graph, moved, 1)
    assert len({row.sender for row in rows(Inbox)}) == 1


async def test_whoever_is_erased_leaves_no_name_behind(desk: None, graph: GraphDouble, lucia: Phone) -> None:
    async def erase(message: Any) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Listo.", "custom": {"forget": True}})

    async with served(graph, erase):
        graph.forms[lucia.number] = "131026"  # so that the form that works is known too
        await off(graph.write, lucia, lucia.text("borra mis datos"))
        await eventually(lambda: graph.sent and not any(rows(model) for model in (Alias, Contact, Inbox, Outbox)))


async def test_nothing_in_the_log_tells_who_or_what(desk: None, graph: GraphDouble, caplog: Any) -> None:
    caplog.set_level("DEBUG", "connectors")
    phone = Phone("5213398765432", "MX.77665544", name="Xóchitl Quetzal")
    async with served(graph, repeat):
        graph.fail(131026, to=phone.number)
        graph.fail(131009, to="523398765432")
        await off(graph.write, phone, phone.text("mi secreto inconfesable"), phone.every_other_type()["image"])
        await off(graph.tell, status("wamid.SALE", phone, "failed", 131047))
        await off(graph.deliver, b"{}", signature="sha256=00")
        await off(graph.answers, phone, 1)
    assert caplog.text
    for secret in ("5213398765432", "3398765432", "MX.77665544", "Xóchitl", "inconfesable", graph.token, graph.secret):
        assert secret not in caplog.text
