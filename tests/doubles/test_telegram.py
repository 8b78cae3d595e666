"""The double of Telegram is as strict as Telegram: what it refuses, and how it delivers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from aiohttp import web

from tests.doubles.telegram import Fault, TelegramDouble
from tests.doubles.telegram.contract import HELD_METHODS, HELD_TYPES, Broken, held, published
from tests.doubles.telegram.limits import Refused, check_limits, plain_text

PERSON = 5_000_000_123


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as double:
        yield double


def call(telegram: TelegramDouble, method: str, token: str = "", **given: Any) -> tuple[int, Any]:
    answer = httpx.post(f"{telegram.address}/bot{token or telegram.token}/{method}", json=given)
    return answer.status_code, answer.json().get("result", answer.json().get("description"))


def keyboard(data: str = "b:1", text: str = "Sí") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


def test_what_is_held_here_is_what_telegram_publishes() -> None:
    real = published()
    if real is None:
        pytest.skip("the published contract is not at hand")
    for name, fields in held().methods.items():
        for key, field in fields.items():
            assert field.required == real.methods[name][key].required, (name, key)
            assert set(field.types) <= set(real.methods[name][key].types), (name, key)
        needed = {key for key, field in real.methods[name].items() if field.required}
        assert needed <= HELD_METHODS[name].keys()
    for name, written in HELD_TYPES.items():
        assert written.keys() <= real._types[name].keys()


@pytest.mark.parametrize("contract", [held(), published()])
def test_calls_are_held_to_the_contract(contract: Any) -> None:
    if contract is None:
        pytest.skip("the published contract is not at hand")
    good = {"chat_id": "5", "text": "hola", "reply_markup": json.dumps(keyboard())}
    assert contract.check_call("sendMessage", good)["reply_markup"] == keyboard()
    for broken in (
        {"chat_id": "5"},
        {**good, "invented": "1"},
        {**good, "reply_markup": "{"},
        {**good, "reply_markup": json.dumps({"inline_keyboard": [{"text": "Sí"}]})},
        {**good, "reply_markup": json.dumps({"inline_keyboard": [[{"label": "Sí"}]]})},
        {**good, "link_preview_options": "true"},
    ):
        with pytest.raises(Broken):
            contract.check_call("sendMessage", broken)


@pytest.mark.parametrize(
    "method,given",
    [
        ("sendMessage", {"text": "   "}),
        ("sendMessage", {"text": "x" * 4097}),
        ("sendMessage", {"text": "🌵" * 2049}),
        ("sendMessage", {"text": "<i>abierta", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "<i><b>cruzadas</i></b>", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "arts. 1 & 2", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "a < b", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "<div>no</div>", "parse_mode": "HTML"}),
        ("sendMessage", {"text": "*x*", "parse_mode": "MarkdownV2"}),
        ("sendPhoto", {"photo": b"x", "caption": "x" * 1025}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard("ñ" * 33)}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard("")}),
        ("sendMessage", {"text": "x", "reply_markup": keyboard(text=" ")}),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": keyboard()["inline_keyboard"] * 101}}),
        ("answerCallbackQuery", {"text": "x" * 201}),
        ("setWebhook", {"url": "http://enlace.example"}),
        ("setWebhook", {"url": "https://enlace.example", "secret_token": "con espacio"}),
        ("setWebhook", {"url": "https://enlace.example", "max_connections": 101}),
        ("setMyCommands", {"commands": [{"command": "Guía", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "guia", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "guia", "description": "x"}] * 101}),
        ("getUpdates", {"limit": 101}),
    ],
)
def test_limits_are_enforced(method: str, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        check_limits(method, given)
    assert refusal.value.status == 400


def test_html_is_read_as_telegram_reads_it() -> None:
    assert plain_text("<i>Ñandú</i> &amp; &lt;b&gt; &#39;", "HTML") == "Ñandú & <b> '"
    check_limits("sendMessage", {"text": "<i>" + "x" * 4096 + "</i>", "parse_mode": "HTML"})


def test_a_wrong_token_and_an_unknown_method(telegram: TelegramDouble) -> None:
    assert call(telegram, "getMe", token="1:otro")[0] == 401
    assert call(telegram, "sendMesage")[0] == 404
    assert call(telegram, "sendMessage", chat_id=1) == (400, "Bad Request: sendMessage needs text")
    assert call(telegram, "getMe")[1]["is_bot"] is True


def test_files_are_known_by_id_only(telegram: TelegramDouble) -> None:
    url = f"{telegram.address}/bot{telegram.token}/sendDocument"
    sent = httpx.post(url, data={"chat_id": "5"}, files={"document": ("acta.pdf", b"%PDF")}).json()["result"]
    assert telegram.chats.files[sent["document"]["file_id"]] == ("document", b"%PDF")
    assert call(telegram, "sendDocument", chat_id=5, document=sent["document"]["file_id"])[0] == 200
    assert call(telegram, "sendPhoto", chat_id=5, photo=sent["document"]["file_id"])[0] == 400
    assert call(telegram, "sendDocument", chat_id=5, document="http://127.0.0.1/acta.pdf")[0] == 400


def test_a_query_is_answered_once_and_a_keyboard_retired_once(telegram: TelegramDouble) -> None:
    _, message = call(telegram, "sendMessage", chat_id=PERSON, text="¿Sí?", reply_markup=keyboard())
    query = telegram.press(PERSON, "Sí")["callback_query"]["id"]
    assert call(telegram, "answerCallbackQuery", callback_query_id=query)[0] == 200
    assert call(telegram, "answerCallbackQuery", callback_query_id=query)[0] == 400
    retire = {"chat_id": PERSON, "message_id": message["message_id"]}
    assert call(telegram, "editMessageReplyMarkup", **retire)[0] == 200
    assert call(telegram, "editMessageReplyMarkup", **retire)[0] == 400
    with pytest.raises(AssertionError, match="no button"):
        telegram.press(PERSON, "Sí")


def test_polling_confirms_by_offset_and_yields_to_a_webhook(telegram: TelegramDouble) -> None:
    first, second = telegram.write(PERSON, "uno"), telegram.write(PERSON, "dos")
    assert call(telegram, "getUpdates")[1] == [first, second]
    assert call(telegram, "getUpdates", offset=first["update_id"] + 1)[1] == [second]
    assert call(telegram, "getUpdates")[1] == [second]
    call(telegram, "setWebhook", url="https://enlace.example/webhook")
    assert call(telegram, "getUpdates")[0] == 409


def test_whoever_blocked_the_bot_gets_nothing(telegram: TelegramDouble) -> None:
    telegram.block(PERSON)
    assert call(telegram, "sendMessage", chat_id=PERSON, text="hola")[0] == 403
    [update] = call(telegram, "getUpdates")[1]
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_faults_are_scripted_and_recorded(telegram: TelegramDouble) -> None:
    telegram.fail("sendMessage", Fault(429, retry_after=3))
    telegram.fail("sendMessage", Fault(0, done=True))
    url = f"{telegram.address}/bot{telegram.token}/sendMessage"
    assert httpx.post(url, json={"chat_id": 5, "text": "a"}).json()["parameters"] == {"retry_after": 3}
    with pytest.raises(httpx.TransportError):
        httpx.post(url, json={"chat_id": 5, "text": "b"})
    assert httpx.post(url, json={"chat_id": 5, "text": "c"}).status_code == 200
    assert telegram.texts(5) == ["b", "c"]
    assert [one.status for one in telegram.calls] == [429, 0, 200]


async def test_an_update_comes_again_until_it_is_taken(telegram: TelegramDouble) -> None:
    came: list[tuple[str, Any]] = []

    async def hook(request: web.Request) -> web.Response:
        came.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        return web.Response(status=200 if len(came) > 2 else 503)

    app = web.Application()
    app.router.add_post("/webhook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    telegram.delivery.hosts["https://enlace.example"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await asyncio.to_thread(call, telegram, "setWebhook", url="https://enlace.example/webhook", secret_token="s3creto")
    update = await asyncio.to_thread(telegram.write, PERSON, "hola")
    await asyncio.to_thread(telegram.wait, lambda: 200 in telegram.delivery.statuses)
    assert came == [("s3creto", update)] * 3
    assert telegram.delivery.statuses == [503, 503, 200]
    await runner.cleanup()
