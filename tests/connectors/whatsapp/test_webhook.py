"""Webhooks are read whole, and nothing in them can break the reading."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.whatsapp.identity import Identity
from connectors.whatsapp.webhook import UNKNOWN, Change, Event, Fault, Message, Status, read
from tests.doubles.whatsapp.contract import document, examples
from tests.doubles.whatsapp.phone import Phone, status, webhook

NUMBER = "106540352242922"
OFFICIAL = examples("/whatsapp/webhooks")


def events(body: Any, number: str = NUMBER) -> list[Event]:
    return read(json.dumps(body).encode(), number)


def only(body: Any) -> Message:
    (event,) = events(body)
    assert isinstance(event, Message)
    return event


def test_a_text(lucia: Phone) -> None:
    sent = lucia.text("¿Cuánto tarda? 😀", wamid="wamid.A", at=1749416383)
    expected = Message("wamid.A", Identity(lucia.user, lucia.number), 1749416383, "texto", "¿Cuánto tarda? 😀")
    assert only(webhook(NUMBER, sent, phones=(lucia,))) == expected


def test_all_that_meta_batches_is_read_in_its_order() -> None:
    ana, luis = Phone.new(), Phone.new()
    one = webhook(NUMBER, ana.text("uno"), luis.text("dos"), ana.text("tres"), phones=(ana, luis))
    other = webhook(NUMBER, luis.text("cuatro"), phones=(luis,), statuses=[status("wamid.A", ana, "read")])
    one["entry"] += other["entry"]
    one["entry"][0]["changes"] += webhook(NUMBER, ana.text("dos y medio"), phones=(ana,))["entry"][0]["changes"]
    found = events(one)
    texts = [(event.person.phone, event.text) for event in found if isinstance(event, Message)]
    assert texts == [(ana.number, "uno"), (luis.number, "dos"), (ana.number, "tres"), (ana.number, "dos y medio"),
                     (luis.number, "cuatro")]  # fmt: skip
    assert isinstance(found[-1], Status)


def test_presses_carry_their_token(lucia: Phone) -> None:
    for kind in ("button_reply", "list_reply"):
        message = only(webhook(NUMBER, lucia.pressed("b:abc", "Ver más", kind=kind), phones=(lucia,)))
        assert (message.kind, message.token, message.text) == ("boton", "b:abc", "Ver más")


def test_a_quick_reply_of_a_template_says_its_text(lucia: Phone) -> None:
    sent = lucia.message("button", {"payload": "/restart", "text": "Seguir"})
    message = only(webhook(NUMBER, sent, phones=(lucia,)))
    assert (message.kind, message.text, message.token) == ("texto", "Seguir", "")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("image", "una foto"), ("document", "un documento"), ("audio", "un audio"), ("voice", "una nota de voz"),
     ("video", "un video"), ("sticker", "un sticker"), ("location", "una ubicación"), ("contacts", "un contacto"),
     ("order", "un pedido"), ("unsupported", UNKNOWN)],
)  # fmt: skip
def test_every_other_type_has_a_name(kind: str, name: str, lucia: Phone) -> None:
    message = only(webhook(NUMBER, lucia.every_other_type()[kind], phones=(lucia,)))
    assert (message.kind, message.text) == ("otro", name)


def test_reactions_and_groups_are_left_alone(lucia: Phone) -> None:
    reaction = lucia.message("reaction", {"message_id": "wamid.A", "emoji": "👍"})
    assert events(webhook(NUMBER, reaction, lucia.text("hola", group_id="Y2FwaV9"), phones=(lucia,))) == []


def test_another_number_and_other_fields_are_not_ours(lucia: Phone) -> None:
    body = webhook(NUMBER, lucia.text("hola"), phones=(lucia,))
    assert events(body, "999") == []
    assert events(webhook(NUMBER, lucia.text("hola"), phones=(lucia,), field="account_update")) == []


@pytest.mark.parametrize(
    ("message", "contacts", "person"),
    [
        ({"from": "5213312345678"}, [{"wa_id": "5213312345678"}], Identity("", "5213312345678")),
        ({"from": "5213312345678"}, [{"wa_id": "523312345678", "user_id": "MX.1"}], Identity("MX.1", "5213312345678")),
        ({"from_user_id": "MX.1"}, [{"user_id": "MX.1"}], Identity("MX.1")),
        ({}, [{"user_id": "MX.1"}], Identity("MX.1")),
        ({"from": "MX.1"}, [{"wa_id": "MX.1"}], Identity("MX.1")),
        ({"from": "5213312345678"}, [{"user_id": "MX.1"}], Identity("MX.1", "5213312345678")),
        ({"from": "16505551234"}, [], Identity("", "16505551234")),
        ({"from": "16505551234"}, [{"wa_id": "16505559999", "user_id": "MX.1"}], Identity("", "16505551234")),
        ({"from_user_id": "MX.2"}, [{"user_id": "MX.1", "wa_id": "16505559999"}], Identity("MX.2")),
        ({"from": "16505551234"}, [{"user_id": "MX.1"}, {"user_id": "MX.2"}], Identity("", "16505551234")),
    ],
)
def test_who_wrote(message: dict[str, str], contacts: list[dict[str, str]], person: Identity) -> None:
    body = webhook(NUMBER, {"id": "wamid.A", "type": "text", "text": {"body": "hola"}, **message}, contacts=contacts)
    assert only(body).person == person


def test_nobody_is_nobody() -> None:
    assert events(webhook(NUMBER, {"id": "wamid.A", "type": "text", "text": {"body": "hola"}})) == []


def test_statuses_keep_codes_and_category(lucia: Phone) -> None:
    body = webhook(NUMBER, statuses=[status("wamid.A", lucia, "delivered"), status("wamid.B", lucia, "failed", 131026)])
    person = Identity(lucia.user, lucia.number)
    assert events(body) == [Status(person, "delivered", (), "service"), Status(person, "failed", (131026,), "service")]


def test_faults_of_the_account_keep_their_code() -> None:
    assert events(webhook(NUMBER, errors=[{"code": 131031, "title": "Locked"}])) == [Fault((131031,))]


@pytest.mark.parametrize(
    ("system", "change"),
    [
        ({"type": "user_changed_number", "wa_id": "523399999999", "user_id": "MX.2", "previous_user_id": "MX.1"},
         Change(Identity("MX.1", "5213312345678"), Identity("MX.2", "523399999999"))),
        ({"type": "user_changed_number", "wa_id": "523399999999"},
         Change(Identity("", "5213312345678"), Identity("", "523399999999"))),
        ({"type": "user_changed_number", "new_wa_id": 523399999999},
         Change(Identity("", "5213312345678"), Identity("", "523399999999"))),
        ({"type": "user_changed_user_id", "user_id": "MX.2", "previous_user_id": "MX.1"},
         Change(Identity("MX.1", "5213312345678"), Identity("MX.2"))),
    ],
)  # fmt: skip
def test_a_change_of_number(system: dict[str, Any], change: Change) -> None:
    message = {"from": "5213312345678", "id": "wamid.A", "timestamp": "1750269342", "type": "system", "system": system}
    assert events(webhook(NUMBER, message)) == [change]


@pytest.mark.skipif(not document(), reason="Meta's OpenAPI file is not at hand")
def test_meta_s_own_examples_are_read() -> None:
    kinds = {name: [type(event).__name__ for event in events(body)] for name, body in OFFICIAL.items()}
    assert len(kinds) == 16
    groups = {"Group Create Message", "Group Settings Update", "Group Remove Participants", "Reaction Message"}
    assert {name for name, found in kinds.items() if not found} == groups
    assert kinds.pop("System Message") == ["Change"]
    assert {found[0] for found in kinds.values() if found} == {"Message"}


@pytest.mark.skipif(not document(), reason="Meta's OpenAPI file is not at hand")
def test_the_phones_of_the_double_write_as_meta_s_examples(lucia: Phone) -> None:
    written = lucia.every_other_type() | {
        "text": lucia.text("hola"),
        "button": lucia.message("button", {"payload": "a", "text": "b"}),
        "interactive": lucia.pressed("b:1", "Sí"),
    }
    checked = set()
    for body in OFFICIAL.values():
        for message in body["entry"][0]["changes"][0]["value"].get("messages", []):
            if message["type"] in written and "referral" not in message:
                kind = message["type"]
                assert set(message) - {"context"} == set(written[kind]) - {"from_user_id"}
                checked.add(kind)
    assert checked == {"text", "image", "location", "contacts", "unsupported", "button", "interactive", "order"}


def test_what_makes_no_sense_is_nothing() -> None:
    for body in (b"", b"hola", b"\xff\xfe", b"[" * 200_000, b"null", b"[]", b'{"entry": 3}', b'{"entry": [[]]}'):
        assert read(body, NUMBER) == []


def test_half_a_surrogate_pair_can_be_stored(lucia: Phone) -> None:
    body = json.dumps(webhook(NUMBER, lucia.text("\ud83d hola"), phones=(lucia,))).encode()
    (event,) = read(body, NUMBER)
    assert isinstance(event, Message)
    assert event.text.encode() == b"? hola"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20)
    | st.sampled_from([NUMBER, "messages", "text", "interactive", "system", "image", "MX.1", "523312345678", "wamid"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(max_size=5) | st.sampled_from([
            "entry", "changes", "value", "field", "metadata", "phone_number_id", "contacts", "messages", "statuses",
            "errors", "code", "id", "from", "type", "text", "body", "interactive", "button_reply", "system", "wa_id",
            "user_id", "timestamp", "pricing", "category",
        ]), inner, max_size=6),
    max_leaves=30,
)  # fmt: skip


# A busy machine is no fault of the parser.
UNTIMED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNTIMED
@given(JSON)
def test_any_json_is_read_without_an_error(body: Any) -> None:
    assert isinstance(events(body), list)


@UNTIMED
@given(message=st.dictionaries(st.sampled_from(["id", "from", "from_user_id", "timestamp", "type", "text", "system",
                                                "interactive", "audio", "group_id"]), JSON),
       contacts=JSON, statuses=JSON, errors=JSON)  # fmt: skip
def test_any_message_is_read_without_an_error(message: Any, contacts: Any, statuses: Any, errors: Any) -> None:
    body = webhook(NUMBER, message, contacts=contacts, statuses=statuses, errors=errors)
    for event in events(body):
        if isinstance(event, Message):
            assert event.wamid.isascii()
            assert event.person
            event.text.encode()


@UNTIMED
@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    assert read(body, NUMBER) == []
