"""One person is one conversation, and a phone that changes hands does not carry it along."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from bot import services
from connectors.delivery.store import contacts
from connectors.delivery.store.transactions import writing
from connectors.messages.reply import Incoming
from connectors.whatsapp.identity import Identity
from connectors.whatsapp.people import address, moved, sender_of
from connectors.whatsapp.webhook import Change

NUMBER = "106540352242922"
OLD, NEW = "5213312345678", "523312345678"


@pytest.fixture
def session(house: str) -> Iterator[Session]:
    with services.writing() as session:
        yield session


def test_the_user_id_names_whoever_has_one(session: Session) -> None:
    assert sender_of(session, NUMBER, Identity("MX.1", OLD)) == f"whatsapp:{NUMBER}/MX.1"
    assert sender_of(session, NUMBER, Identity("", OLD)) == f"whatsapp:{NUMBER}/MX.1"
    assert sender_of(session, NUMBER, Identity("MX.1", "")) == f"whatsapp:{NUMBER}/MX.1"


def test_with_and_without_the_1_it_is_the_same_person(session: Session) -> None:
    first = sender_of(session, NUMBER, Identity("", OLD))
    assert first == f"whatsapp:{NUMBER}/523312345678"
    assert sender_of(session, NUMBER, Identity("", NEW)) == first


def test_who_was_known_by_phone_stays_the_same_with_a_user_id(session: Session) -> None:
    before = sender_of(session, NUMBER, Identity("", OLD))
    assert sender_of(session, NUMBER, Identity("MX.1", NEW)) == before
    assert sender_of(session, NUMBER, Identity("MX.1", "")) == before


def test_a_phone_with_a_new_user_id_belongs_to_somebody_else(session: Session) -> None:
    before = sender_of(session, NUMBER, Identity("MX.1", OLD))
    after = sender_of(session, NUMBER, Identity("MX.2", OLD))
    assert after != before
    assert sender_of(session, NUMBER, Identity("", OLD)) == after
    assert sender_of(session, NUMBER, Identity("MX.1", "")) == before


@pytest.mark.parametrize("user", ["", "MX.2"])
def test_who_changes_number_keeps_the_conversation(user: str, session: Session) -> None:
    before = sender_of(session, NUMBER, Identity("MX.1", OLD))
    moved(session, Change(Identity("", OLD), Identity(user, "16505551234")))
    # A change of number changes the user id too, whether the notice said so or not.
    moved(session, Change(Identity("MX.1", ""), Identity(user, "16505551234")))
    assert sender_of(session, NUMBER, Identity("MX.2", "16505551234")) == before
    assert sender_of(session, NUMBER, Identity("MX.3", OLD)) != before


def test_the_next_owner_of_a_number_is_somebody_new_even_without_a_user_id(session: Session) -> None:
    before = sender_of(session, NUMBER, Identity("", OLD))
    moved(session, Change(Identity("", OLD), Identity("", "16505551234")))
    assert sender_of(session, NUMBER, Identity("", OLD)) != before
    assert sender_of(session, NUMBER, Identity("", "16505551234")) == before


def test_ten_deliveries_at_once_find_one_person(house: str) -> None:
    barrier = threading.Barrier(10)

    def arrive(_: int) -> str:
        barrier.wait()
        return writing(lambda session, now: sender_of(session, NUMBER, Identity("MX.7", OLD)))

    with ThreadPoolExecutor(10) as threads:
        assert set(threads.map(arrive, range(10))) == {f"whatsapp:{NUMBER}/MX.7"}


def test_a_change_moves_the_address_too(house: str) -> None:
    def arrive(session: Session, now: object) -> str:
        sender = sender_of(session, NUMBER, Identity("MX.1", OLD))
        there = {**address(Identity("MX.1", OLD)), "at": 5, "sender": sender}
        contacts.wrote(session, Incoming("wamid.A", sender, "texto", address=there), now)  # type: ignore[arg-type]
        return sender

    sender = writing(arrive)
    writing(lambda session, now: moved(session, Change(Identity("", OLD), Identity("MX.2", "16505551234"))))
    found = writing(lambda session, now: contacts.find(session, sender).address)  # type: ignore[union-attr]
    assert found == {"to": "16505551234", "recipient": "MX.2", "at": 5, "sender": sender}


def test_a_change_of_nobody_known_is_nothing(session: Session) -> None:
    moved(session, Change(Identity("MX.9"), Identity("MX.8")))
    assert sender_of(session, NUMBER, Identity("MX.8")) == f"whatsapp:{NUMBER}/MX.8"


def test_the_longest_user_id_fits(session: Session) -> None:
    user = "MX.ENT." + "a" * 128
    assert sender_of(session, NUMBER, Identity(user)) == f"whatsapp:{NUMBER}/{user}"
