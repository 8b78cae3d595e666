"""What an update means."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.messages.reply import Incoming
from connectors.messages.unread import captioned
from connectors.telegram.commands import COMMANDS, command_in
from connectors.telegram.updates import EDITED, Gone, Group, Nothing, Unreadable, read_update
from tests.connectors.telegram.updates import NOT_TEXT, PLACE
from tests.doubles.telegram.chats import BOT, BOT_ID, Chats, chat_of
from tests.doubles.telegram.contract import published

PERSON = 5_000_000_123
GROUP = -1_001_234_567_890
SENDER = f"telegram:{BOT_ID}/{PERSON}"


def seal(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@pytest.fixture
def chats() -> Chats:
    return Chats()


def read(update: dict[str, Any]) -> Any:
    contract = published()
    if contract:
        contract.check_object("Update", update)
    return read_update(update, BOT_ID, seal)


def test_a_text_comes_as_it_was_typed(chats: Chats) -> None:
    update = chats.message_from(PERSON, text="  ¿cuánto tarda\n el dictamen? 🌵 ")
    message = update["message"]
    mark = seal(f"{PERSON}/{message['message_id']}/{message['text']}")[:32]
    assert read(update) == Incoming(
        external_id=f"{BOT_ID}/{PERSON}/{message['message_id']}/{mark}",
        sender=SENDER,
        kind="texto",
        text="  ¿cuánto tarda\n el dictamen? 🌵 ",
        address={"chat": PERSON},
        written_at=datetime.fromtimestamp(message["date"], timezone.utc),
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_of_the_menu_is_an_order(chats: Chats, name: str) -> None:
    for typed in (f"/{name}", f"/{name.upper()} ", f"/{name}@enlace_prueba_bot"):
        reading = read(chats.message_from(PERSON, text=typed))
        assert (reading.kind, reading.details["payload"]) == ("orden", COMMANDS[name].payload)
        assert "/" not in reading.text


@pytest.mark.parametrize(
    "typed",
    ["/restart", '/guia_borrar_datos{"valor": "si"}', "/buscar Guadalajara", "/ayuda con el dictamen", "/", "//ayuda"],
)
def test_any_other_slash_is_plain_text(chats: Chats, typed: str) -> None:
    reading = read(chats.message_from(PERSON, text=typed))
    assert (reading.kind, reading.text, reading.details) == ("texto", typed, {})


@pytest.mark.parametrize("code", ["K7M4-2QXD", "k7m42qxd", "K7M4_2QXD"])
def test_a_link_with_a_code_asks_the_guide_for_it(code: str) -> None:
    assert command_in(f"/start {code}") == (code, "/guia_iniciar")


@pytest.mark.parametrize("crafted", ["borra_mis_datos", "x", "/restart", "K7M4-2QXD y algo", "ñandúñan", '{"a":1}'])
def test_any_other_link_only_says_hello(crafted: str) -> None:
    assert command_in(f"/start {crafted}") == ("Hola", "/saludar")


@pytest.mark.parametrize("name", NOT_TEXT)
def test_what_is_not_text_is_named(chats: Chats, name: str) -> None:
    reading = read(chats.message_from(PERSON, **NOT_TEXT[name]))
    assert (reading.kind, reading.text) == ("otro", name)


@pytest.mark.parametrize("name", ["una foto", "un archivo", "un video", "una animación"])
def test_the_words_below_a_file_are_read(chats: Chats, name: str) -> None:
    reading = read(chats.message_from(PERSON, **{**NOT_TEXT[name], "caption": "¿quién firma?"}))
    assert (reading.kind, reading.text) == ("texto", "¿quién firma?")
    assert reading.details == {"excuse": captioned(name)}


def test_a_message_that_says_something_else_now_is_answered_and_a_live_location_is_not(chats: Chats) -> None:
    first = chats.message_from(PERSON, text="perdon")
    edited = read(chats.edit(first, text="perdón"))
    assert edited.details == {"answer": EDITED} and edited.external_id != read(first).external_id
    assert edited.written_at > read(first).written_at
    assert read(chats.edit(chats.message_from(PERSON, location=PLACE))) == Nothing("edited_message")


@pytest.mark.parametrize(
    "content", [{"text": "hola"}, NOT_TEXT["una foto"], {**NOT_TEXT["un archivo"], "caption": "x"}]
)
def test_a_message_that_is_brought_as_edited_and_says_the_same_is_the_same(
    chats: Chats, content: dict[str, Any]
) -> None:
    first = chats.message_from(PERSON, **content)
    assert read(chats.edit(first)).external_id == read(first).external_id


def test_what_is_too_old_to_be_corrected_was_not_corrected(chats: Chats) -> None:
    first = chats.message_from(PERSON, text="hola")
    assert read(chats.edit(first, after=48 * 3600 + 1, text="hola con la vista de un enlace")) == Nothing(
        "edited_message"
    )


def test_service_messages_and_bots_are_nobody(chats: Chats) -> None:
    timer = chats.message_from(PERSON, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    assert read(timer) == Nothing("service message")
    bot = chats.message_from(PERSON, text="hola")
    bot["message"]["from"]["is_bot"] = True
    assert isinstance(read(bot), Nothing)


def test_nothing_of_a_group_reaches_the_assistant(chats: Chats) -> None:
    assert read(chats.message_from(PERSON, chat_of(GROUP), text="hola bot")) == Group(GROUP)
    assert read(chats.membership(chat_of(GROUP), PERSON, "member")) == Group(GROUP)
    message = chats.sent_by_bot(GROUP, text="hola")
    assert read(chats.press(PERSON, message, "b:1")) == Group(GROUP)
    assert isinstance(read(chats.membership(chat_of(GROUP), PERSON, "left")), Nothing)


def test_a_channel_is_nobody(chats: Chats) -> None:
    channel = {"id": -1_009_000_000_001, "type": "channel", "title": "Avisos"}
    assert isinstance(read(chats.membership(channel, PERSON, "member")), Nothing)


def test_whoever_blocks_the_bot_is_gone_and_may_come_back(chats: Chats) -> None:
    assert read(chats.membership(chat_of(PERSON), PERSON, "kicked")) == Gone(SENDER)
    assert isinstance(read(chats.membership(chat_of(PERSON), PERSON, "member")), Nothing)


def test_a_press_carries_its_token_and_what_to_retire(chats: Chats) -> None:
    message = chats.sent_by_bot(PERSON, text="¿Sí?")
    first, second = chats.press(PERSON, message, "b:abc"), chats.press(PERSON, message, "b:abc")
    reading = read(first)
    assert (reading.kind, reading.token, reading.sender) == ("boton", "b:abc", SENDER)
    assert reading.details == {"query": first["callback_query"]["id"], "message": message["message_id"]}
    # Two quick taps are one.
    assert read(second).external_id == reading.external_id


def test_a_press_is_of_whoever_pressed_it_whatever_the_message_says(chats: Chats) -> None:
    stranger = chats.sent_by_bot(99, text="¿Sí?")
    reading = read(chats.press(PERSON, stranger, "b:abc"))
    assert (reading.sender, reading.address) == (SENDER, {"chat": PERSON})


def test_an_old_message_can_still_be_pressed(chats: Chats) -> None:
    old = {"chat": chat_of(PERSON), "message_id": 7, "date": 0}
    assert read(chats.press(PERSON, old, "b:abc")).details["message"] == 7


def test_inline_presses_are_nobody(chats: Chats) -> None:
    query = {"id": "1", "from": {**BOT, "is_bot": False}, "chat_instance": "1", "inline_message_id": "x", "data": "b:1"}
    assert read_update({"update_id": 1, "callback_query": query}, BOT_ID, seal) == Nothing("callback_query")


@pytest.mark.parametrize("kind", ["poll", "inline_query", "channel_post", "invented"])
def test_kinds_that_were_not_asked_for_are_left(kind: str) -> None:
    assert isinstance(read_update({"update_id": 1, kind: None}, BOT_ID, seal), Nothing)


@pytest.mark.parametrize(
    "raw", [None, [], "x", 3, {}, {"update_id": "1"}, {"update_id": 1, "message": {"text": "hola"}}]
)
def test_what_is_no_update_is_unreadable_and_its_text_is_not_told(raw: Any) -> None:
    with pytest.raises(Unreadable) as error:
        read_update(raw, BOT_ID, seal)
    assert "hola" not in str(error.value)


WRONG = [5, -1, 1.5, True, None, "5", "", "hola", [], ["x"], {}, {"id": 5}, 2**70]
FIELDS = [
    ("message", "text"), ("message", "date"), ("message", "message_id"), ("message", "chat"), ("message", "from"),
    ("message", "chat", "id"), ("message", "chat", "type"), ("message", "from", "id"), ("message", "from", "is_bot"),
    ("message", "caption"), ("message", "photo"), ("message", "entities"), ("message",), ("update_id",),
    ("edited_message",), ("callback_query",), ("my_chat_member",), ("message", "location"), ("message", "edit_date"),
]  # fmt: skip
PRESSED = [
    ("data",), ("id",), ("from",), ("from", "id"), ("message",), ("message", "chat"), ("message", "chat", "id"),
    ("message", "message_id"), ("message", "date"), ("chat_instance",),
]  # fmt: skip


def with_wrong(update: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """`update` with another value in one of its fields."""
    changed = json.loads(json.dumps(update))
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return changed


def is_sound(reading: Any) -> bool:
    """Whether the reception can store it: each field is of its type."""
    if not isinstance(reading, Incoming):
        return isinstance(reading, (Gone, Group, Nothing))
    words = (reading.external_id, reading.sender, reading.text, reading.token)
    chat = reading.address["chat"]
    return (
        all(isinstance(one, str) for one in words) and type(chat) is int
        and isinstance(reading.written_at, (datetime, type(None))) and bool(json.dumps(reading.details))
    )  # fmt: skip


@pytest.mark.parametrize("value", WRONG, ids=str)
def test_a_field_of_another_type_is_unreadable_or_does_not_matter(chats: Chats, value: Any) -> None:
    text = chats.message_from(PERSON, text="hola")
    press = chats.press(PERSON, chats.sent_by_bot(PERSON, text="¿Sí?"), "b:abc")
    block = chats.membership(chat_of(PERSON), PERSON, "kicked")
    paths = [(text, path) for path in FIELDS] + [(press, ("callback_query", *path)) for path in PRESSED]
    paths += [
        (block, ("my_chat_member", *path)) for path in (("chat",), ("chat", "id"), ("new_chat_member",), ("date",))
    ]
    for update, path in paths:
        try:
            reading = read_update(with_wrong(update, path, value), BOT_ID, seal)
        except Unreadable as error:
            assert "hola" not in str(error)
        else:
            assert is_sound(reading), path


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MESSAGE = st.dictionaries(st.sampled_from(["message_id", "from", "chat", "date", "text", "photo", "location"]), JSON)


@given(st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "my_chat_member"]), JSON | MESSAGE))
def test_no_shape_breaks_the_reading(raw: dict[str, Any]) -> None:
    try:
        reading = read_update(raw, BOT_ID, seal)
    except Unreadable:
        return
    assert is_sound(reading)


@given(st.text(), st.integers(min_value=1, max_value=2**52))
def test_a_sender_is_never_made_of_what_was_typed(text: str, person: int) -> None:
    update = Chats().message_from(person, text=text)
    update["message"]["from"]["username"] = text
    update["message"]["from"]["first_name"] = text
    reading = read_update(update, BOT_ID, seal)
    if isinstance(reading, Incoming):
        assert reading.sender == f"telegram:{BOT_ID}/{person}"
