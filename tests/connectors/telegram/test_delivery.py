"""One part as Telegram takes it, and what is done when it does not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connectors.delivery.door import TryLater, Undeliverable, Unreachable
from connectors.messages.reply import Choice, Part
from connectors.telegram.client import open_client, show_commands
from connectors.telegram.delivery import MISSING, UNSURE, Delivery
from connectors.telegram.errors import FATAL_PAUSE
from tests.doubles.telegram import Fault, TelegramDouble
from tests.doubles.telegram.chats import BOT_ID

PERSON = 5_000_000_123
CHOICES = (Choice("Sí", token="b:1"), Choice("Una etiqueta de exactamente 40 letras ñññ", token="b:2"))
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


class MemoryUploads:
    """Uploads without a database; the table has its own tests."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    async def find(self, digest: str) -> str | None:
        return self.files.get(digest)

    async def keep(self, digest: str, file_id: str) -> None:
        self.files[digest] = file_id

    async def forget(self, digest: str) -> None:
        del self.files[digest]


@pytest.fixture
def uploads() -> MemoryUploads:
    return MemoryUploads()


@pytest.fixture
async def delivery(telegram: TelegramDouble, uploads: MemoryUploads) -> AsyncIterator[Delivery]:
    async with open_client(telegram.token, telegram.address, read_timeout=0.5) as bot:
        yield Delivery(bot, BOT_ID, uploads)


@pytest.fixture
def image(tmp_path: Path) -> str:
    path = tmp_path / "niveles.png"
    path.write_bytes(PNG)
    return str(path)


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "acta ñ.docx"
    path.write_bytes(b"PK\x03\x04")
    return str(path)


async def test_a_text_with_buttons(telegram: TelegramDouble, delivery: Delivery) -> None:
    message_id = await delivery.send(PERSON, Part("texto", "Es un *acuerdo* <b>&", CHOICES))
    [call] = telegram.called("sendMessage")
    assert call.given["text"] == "Es un <i>acuerdo</i> &lt;b&gt;&amp;"
    assert call.given["link_preview_options"] == {"is_disabled": True}
    assert call.given["reply_markup"]["inline_keyboard"] == [
        [{"text": "Sí", "callback_data": "b:1"}],
        [{"text": "Una etiqueta de exactamente 40 letras ñññ", "callback_data": "b:2"}],
    ]
    assert str(call.result["message_id"]) == message_id
    assert telegram.texts(PERSON) == ["Es un acuerdo <b>&"]


async def test_the_longest_text_fits_whatever_it_holds(telegram: TelegramDouble, delivery: Delivery) -> None:
    text = "&<ñ🌵" * 800
    await delivery.send(PERSON, Part("texto", text))
    assert telegram.texts(PERSON) == [text]


async def test_an_image_is_sent_once_and_then_by_its_id(
    telegram: TelegramDouble, delivery: Delivery, image: str
) -> None:
    part = Part("imagen", "Vas *bien*", CHOICES, path=image, alt="Gráfica de niveles")
    await delivery.send(PERSON, part)
    await delivery.send(PERSON, part)
    first, second = telegram.called("sendPhoto")
    assert first.given["photo"] == PNG
    assert second.given["photo"] == first.result["photo"][-1]["file_id"]
    assert second.given["caption"] == "Vas <i>bien</i>"
    assert second.result["reply_markup"] == first.result["reply_markup"]


async def test_an_image_without_words_says_what_it_shows(
    telegram: TelegramDouble, delivery: Delivery, image: str
) -> None:
    await delivery.send(PERSON, Part("imagen", path=image, alt="Gráfica de niveles"))
    assert telegram.texts(PERSON) == ["Gráfica de niveles"]


async def test_a_document_keeps_its_name(telegram: TelegramDouble, delivery: Delivery, document: str) -> None:
    await delivery.send(PERSON, Part("documento", "Tu borrador", path=document))
    [call] = telegram.called("sendDocument")
    assert telegram.chats.files[call.result["document"]["file_id"]] == ("document", b"PK\x03\x04")
    assert telegram.names == ["acta ñ.docx"]


async def test_an_id_that_telegram_forgot_is_uploaded_again(
    telegram: TelegramDouble, delivery: Delivery, uploads: MemoryUploads, document: str
) -> None:
    await delivery.send(PERSON, Part("documento", path=document))
    telegram.chats.files.clear()
    await delivery.send(PERSON, Part("documento", "*Otra* vez", CHOICES, path=document))
    last = telegram.called("sendDocument")[-1]
    assert last.given["parse_mode"] == "HTML"
    assert list(uploads.files.values()) == [last.result["document"]["file_id"]]


async def test_the_same_file_as_image_and_as_document_has_two_ids(
    telegram: TelegramDouble, delivery: Delivery, image: str
) -> None:
    await delivery.send(PERSON, Part("imagen", path=image))
    await delivery.send(PERSON, Part("documento", path=image))
    assert telegram.called("sendDocument")[0].given["document"] == PNG


async def test_a_file_that_is_gone_leaves_its_text(telegram: TelegramDouble, delivery: Delivery) -> None:
    await delivery.send(PERSON, Part("documento", "Tu borrador", path="var/no-existe.docx"))
    assert telegram.texts(PERSON) == [f"Tu borrador\n\n{MISSING}"]


async def test_what_is_refused_goes_out_plain_once(telegram: TelegramDouble, delivery: Delivery) -> None:
    telegram.fail("sendMessage", Fault(400))
    await delivery.send(PERSON, Part("texto", "Es un *acuerdo* & más", CHOICES))
    [call] = telegram.called("sendMessage")
    assert "parse_mode" not in call.given
    assert telegram.texts(PERSON) == ["Es un acuerdo & más"]
    telegram.fail("sendMessage", Fault(400, times=2))
    with pytest.raises(Undeliverable):
        await delivery.send(PERSON, Part("texto", "otra"))


async def test_a_photo_that_is_refused_goes_as_a_file(telegram: TelegramDouble, delivery: Delivery, image: str) -> None:
    telegram.fail("sendPhoto", Fault(400))
    await delivery.send(PERSON, Part("imagen", "Tus niveles", path=image))
    assert telegram.called("sendDocument")[0].given["document"] == PNG
    assert telegram.texts(PERSON) == ["Tus niveles"]


async def test_a_rate_limit_says_how_long_and_does_not_count(telegram: TelegramDouble, delivery: Delivery) -> None:
    telegram.fail("sendMessage", Fault(429, retry_after=7))
    with pytest.raises(TryLater) as later:
        await delivery.send(PERSON, Part("texto", "hola"))
    assert (later.value.seconds, later.value.counts) == (7.0, False)


async def test_whoever_blocked_us_is_unreachable(telegram: TelegramDouble, delivery: Delivery) -> None:
    telegram.block(PERSON)
    with pytest.raises(Unreachable):
        await delivery.send(PERSON, Part("texto", "hola"))


@pytest.mark.parametrize("status,variable", [(401, "TELEGRAM_TOKEN"), (404, "TELEGRAM_TOKEN"), (409, "Otro programa")])
async def test_what_only_the_operator_can_mend_is_said_and_waits(
    telegram: TelegramDouble, delivery: Delivery, caplog: pytest.LogCaptureFixture, status: int, variable: str
) -> None:
    telegram.fail("sendMessage", Fault(status))
    with pytest.raises(TryLater) as later:
        await delivery.send(PERSON, Part("texto", "hola"))
    assert (later.value.seconds, later.value.counts) == (FATAL_PAUSE, False)
    assert variable in caplog.text


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_fault_of_telegram_is_waited_out(telegram: TelegramDouble, delivery: Delivery, status: int) -> None:
    telegram.fail("sendMessage", Fault(status))
    with pytest.raises(TryLater) as later:
        await delivery.send(PERSON, Part("texto", "hola"))
    assert later.value.counts
    assert telegram.texts(PERSON) == []


async def test_no_network_is_waited_out_for_as_long_as_it_takes(uploads: MemoryUploads) -> None:
    async with TelegramAway() as address:
        bot = open_client(f"{BOT_ID}:x", address)
        with pytest.raises(TryLater) as later:
            await Delivery(bot, BOT_ID, uploads).send(PERSON, Part("texto", "hola"))
        assert not later.value.counts


async def test_a_text_whose_answer_is_lost_is_sent_once_more(telegram: TelegramDouble, delivery: Delivery) -> None:
    telegram.fail("sendMessage", Fault(0))
    await delivery.send(PERSON, Part("texto", "uno"))
    telegram.fail("sendMessage", Fault(0, done=True, times=2))
    assert await delivery.send(PERSON, Part("texto", "dos")) == ""
    assert telegram.texts(PERSON) == ["uno", "dos", "dos"]


async def test_a_document_whose_answer_is_lost_is_not_sent_again(
    telegram: TelegramDouble, delivery: Delivery, document: str
) -> None:
    telegram.fail("sendDocument", Fault(0, done=True))
    await delivery.send(PERSON, Part("documento", "Tu borrador", path=document))
    assert telegram.texts(PERSON) == ["Tu borrador", UNSURE]


async def test_a_slow_answer_is_a_lost_one(telegram: TelegramDouble, delivery: Delivery) -> None:
    with telegram.holding("sendMessage"):
        assert await delivery.send(PERSON, Part("texto", "hola")) == ""
    assert telegram.texts(PERSON) == ["hola", "hola"]


async def test_the_menu_is_in_spanish_and_telegram_takes_it(telegram: TelegramDouble) -> None:
    async with open_client(telegram.token, telegram.address) as bot:
        await show_commands(bot)
    assert [command["command"] for command in telegram.methods.commands] == [
        "start", "ayuda", "guia", "buscar", "privacidad", "borrar",
    ]  # fmt: skip


async def test_no_failure_tells_the_log_a_token_or_a_text(
    telegram: TelegramDouble, delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "connectors")
    for status in (429, 403, 400, 401, 409, 500, 0):
        telegram.fail("sendMessage", Fault(status, retry_after=1 if status == 429 else 0, times=2))
    for _ in range(10):
        try:
            await delivery.send(PERSON, Part("texto", "un secreto"))
        except (TryLater, Unreachable, Undeliverable) as error:
            assert telegram.token not in str(error)
    ours = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    assert ours
    for private in (telegram.token, "un secreto", str(PERSON)):
        assert private not in ours


class TelegramAway:
    """An address where nobody listens."""

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self._server.close()
        await self._server.wait_closed()
        return f"http://127.0.0.1:{port}"

    async def __aexit__(self, *_: object) -> None:
        pass
