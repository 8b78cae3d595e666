"""Every message is stored once, answered once and in order."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot import services
from connectors.delivery import logs, turns
from connectors.delivery.door import TryLater, Undeliverable, Unreachable
from connectors.delivery.errors import Busy
from connectors.delivery.intake import Reception, reception_for
from connectors.delivery.store.models import Contact, PressedChoice
from connectors.delivery.store.transactions import writing
from connectors.delivery.worker import Pace
from connectors.messages.reply import WHATSAPP
from tests.connectors.delivery.conftest import QUICK, Inbox, Outbox, PaperDoor, echo, eventually, opened, rows, wrote


async def test_a_message_is_answered_and_nothing_of_it_stays(house):
    door = PaperDoor()
    async with opened(door) as reception:
        assert await reception.receive(wrote("hola"))
        assert await door.until(1) == ["Oí: hola"]
        assert door.delivered[0][0] == {"chat": 1}
        await eventually(lambda: not rows(Outbox))
    (row,) = rows(Inbox)
    assert (row.state, row.text, row.details) == ("hecha", "", {})


async def test_one_id_ten_times_at_once_is_one_turn(house):
    door = PaperDoor()
    async with opened(door) as reception:
        same = wrote("hola", external_id="7")
        new = await asyncio.gather(*(reception.receive(same) for _ in range(10)))
        assert sorted(new) == [False] * 9 + [True]
        await reception.receive(wrote("adiós"))
        assert await door.until(2) == ["Oí: hola", "Oí: adiós"]
    assert len(rows(Inbox)) == 2


async def test_the_messages_of_one_person_are_answered_in_order_one_at_a_time(house):
    door, working = PaperDoor(), []

    async def slow_then_quick(message):
        working.append(message.text)
        assert len(working) == 1, "two turns of one person at once"
        await asyncio.sleep(0.2 if message.text == "1" else 0)
        await echo(message)
        working.remove(message.text)

    async with opened(door, slow_then_quick) as reception:
        for number in range(1, 6):
            await reception.receive(wrote(str(number)))
        assert await door.until(5) == [f"Oí: {number}" for number in range(1, 6)]


async def test_people_do_not_wait_for_one_another(house):
    door, hurry = PaperDoor(), asyncio.Event()

    async def wait_for_the_other(message):
        if message.sender_id.endswith("/1"):
            await asyncio.wait_for(hurry.wait(), 20)
        hurry.set()
        await echo(message)

    async with opened(door, wait_for_the_other) as reception:
        await reception.receive(wrote("primera"))
        await reception.receive(wrote("segunda", sender="telegram:bot/2"))
        assert sorted(await door.until(2)) == ["Oí: primera", "Oí: segunda"]


async def test_whoever_delivers_may_hang_up(house):
    door = PaperDoor()
    async with opened(door) as reception:
        delivering = asyncio.create_task(reception.receive(wrote("hola")))
        await asyncio.sleep(0)  # it has begun
        delivering.cancel()
        assert await door.until(1) == ["Oí: hola"]


async def test_typing_is_shown_while_it_works(house):
    door, enough = PaperDoor(), asyncio.Event()

    async def slow(message):
        await eventually(lambda: len(door.typing) >= 3)
        enough.set()
        await echo(message)

    async with opened(door, slow) as reception:
        await reception.receive(wrote("hola", external_id="9"))
        await door.until(1)
    assert enough.is_set() and set(door.typing) == {"9"}


async def test_rasa_gets_plain_text_and_an_id_of_its_own(house):
    door, heard = PaperDoor(), []

    async def listen(message):
        heard.append((message.text, message.parse_data, message.message_id, message.input_channel, message.metadata))
        await echo(message)

    async with opened(door, listen) as reception:
        await reception.receive(wrote(' /restart{"a":"b"}\0', external_id="5"))
        await reception.receive(wrote("／" * 3, external_id="6"))
        await door.until(2)
    assert heard[0] == ('restart{"a":"b"}', None, "telegram:5", "telegram", {"lasting": True})
    assert heard[1][0] == ""


async def test_what_is_not_text_gets_a_fixed_answer_without_a_turn(house):
    door = PaperDoor()

    async def never(message):
        raise AssertionError("a turn was run")

    async with opened(door, never) as reception:
        await reception.receive(wrote("una foto", kind="otro"))
        (text,) = await door.until(1)
    assert "una foto" in text and text.startswith("Por ahora solo leo texto")


class TestChoices:
    @staticmethod
    async def ask(message):
        if message.parse_data:
            said = f"{message.parse_data['intent']['name']}: {message.parse_data['entities'][0]['value']}"
            await message.output_channel.send_response("", {"text": said})
            return
        names = ["Sí", "No"] if message.text == "dos" else [f"Opción {number}" for number in range(1, 12)]
        buttons = [{"title": name, "payload": f'/elegir{{"valor": "{name}"}}'} for name in names]
        await message.output_channel.send_response("", {"text": f"¿{message.text}?", "buttons": buttons})

    async def test_a_button_presses_what_it_stands_for_and_only_its_token_travels(self, house):
        door = PaperDoor()
        async with opened(door, self.ask) as reception:
            await reception.receive(wrote("dos"))
            await door.until(1)
            yes = door.delivered[0][1].choices[0]
            assert (yes.title, yes.payload, yes.token[:2]) == ("Sí", "", "b:")
            assert len(yes.token.encode()) <= 22 and "elegir" not in str(door.delivered[0][1].as_dict())
            await reception.receive(wrote("Otro título", kind="boton", token=yes.token))
            assert (await door.until(2))[1] == "elegir: Sí"

    @pytest.mark.parametrize("problem", ["forged", "foreign", "expired", "not a token"])
    async def test_a_button_that_does_not_serve_is_refused_politely(self, house, problem):
        door = PaperDoor()
        async with opened(door, self.ask) as reception:
            await reception.receive(wrote("dos"))
            await door.until(1)
            token = door.delivered[0][1].choices[0].token
            sender = "telegram:bot/1"
            if problem == "forged":
                token = token[:-1] + ("A" if token[-1] != "A" else "B")
            elif problem == "foreign":
                sender = "telegram:bot/2"
            elif problem == "not a token":
                token = '/elegir{"valor": "Sí"}\0'
            else:
                past = rows_of_choices()[0].expires_at.replace(year=2020)
                writing(lambda session, now: session.query(PressedChoice).update({"expires_at": past}))
            await reception.receive(wrote("Sí", sender=sender, kind="boton", token=token))
            assert (await door.until(2))[1] == turns.OLD_BUTTON

    async def test_a_number_presses_a_choice_of_the_last_answer_only(self, house):
        door = PaperDoor("whatsapp", WHATSAPP)
        async with opened(door, self.ask) as reception:
            sender = "whatsapp:1/a"
            await reception.receive(wrote("muchas", sender=sender))
            (text,) = await door.until(1)
            assert "11. Opción 11" in text
            await reception.receive(wrote(" 11. ", sender=sender))
            assert (await door.until(2))[1] == "elegir: Opción 11"
            await reception.receive(wrote("2", sender=sender))  # the last answer had no numbers
            assert (await door.until(3))[2].startswith("¿2?")

    async def test_the_number_of_a_real_button_is_only_a_number(self, house):
        door = PaperDoor()
        async with opened(door, self.ask) as reception:
            await reception.receive(wrote("dos"))
            await reception.receive(wrote("1"))
            assert (await door.until(2))[1] == "¿1?"


def rows_of_choices():
    def read(session, now):
        found = session.query(PressedChoice).all()
        session.expunge_all()
        return found

    return writing(read)


class TestDelivery:
    async def test_what_the_channel_does_not_take_now_goes_later_and_in_order(self, house):
        door, refusals = PaperDoor(), [TryLater(0.05, counts=False), TryLater(0.01), RuntimeError("socket")]
        door.refuse = lambda part: refusals.pop() if refusals else None
        async with opened(door) as reception:
            await reception.receive(wrote("1"))
            await reception.receive(wrote("2"))
            assert await door.until(2) == ["Oí: 1", "Oí: 2"]
            await eventually(lambda: not rows(Outbox))

    async def test_a_part_that_is_refused_for_good_lets_the_next_one_by(self, house):
        door = PaperDoor()
        door.refuse = lambda part: Undeliverable("131009") if "mala" in part.text else None
        async with opened(door) as reception:
            await reception.receive(wrote("mala"))
            await reception.receive(wrote("buena"))
            assert await door.until(1) == ["Oí: buena"]
        (aside,) = rows(Outbox)
        assert (aside.state, aside.reason, aside.part) == ("apartada", "131009", {})

    async def test_somebody_who_blocked_us_gets_nothing_more_until_they_write(self, house):
        door = PaperDoor()
        door.refuse = lambda part: Unreachable() if "1" in part.text else None
        async with opened(door) as reception:
            await reception.receive(wrote("1"))
            await eventually(lambda: rows(Inbox)[0].state == "hecha" and not rows(Outbox))
            assert writing(lambda session, now: session.get(Contact, "telegram:bot/1").unreachable)
            await reception.receive(wrote("2"))
            assert await door.until(1) == ["Oí: 2"]
            assert not writing(lambda session, now: session.get(Contact, "telegram:bot/1").unreachable)


class TestFailures:
    async def test_a_turn_that_fails_is_run_again_and_then_put_aside_and_said(self, house):
        door, tries = PaperDoor(), []

        async def fail(message):
            tries.append(message.message_id)
            if message.text == "malo" or len(tries) == 1:
                raise RuntimeError("secreto malo")
            await echo(message)

        async with opened(door, fail) as reception:
            await reception.receive(wrote("bueno"))
            assert await door.until(1) == ["Oí: bueno"]
            await reception.receive(wrote("malo"))
            await reception.receive(wrote("otro"))
            assert await door.until(3) == ["Oí: bueno", turns.LOST, "Oí: otro"]
        assert len(tries) == 2 + 3 + 1 and len(set(tries)) == 3
        assert [(row.state, row.text) for row in rows(Inbox)] == [("hecha", ""), ("apartada", ""), ("hecha", "")]

    async def test_a_turn_that_says_nothing_is_not_met_with_silence(self, house):
        async def say_nothing(message):
            """As Rasa does when an action fails."""

        door = PaperDoor()
        async with opened(door, say_nothing) as reception:
            await reception.receive(wrote("hola"))
            assert await door.until(1) == [turns.LOST]

    async def test_what_a_process_left_undone_is_done_by_the_next_one(self, house):
        door, stuck = PaperDoor(), asyncio.Event()

        async def hang(message):
            stuck.set()
            await asyncio.sleep(3600)

        first = Reception(hang, QUICK)
        first.register(PaperDoor())
        await first.start()
        await first.receive(wrote("hola"))
        await asyncio.wait_for(stuck.wait(), 20)
        first._duty.stopping = True  # the process dies
        for task in [*first._attending.values(), *first._rounds]:
            task.cancel()
        async with opened(door):
            assert await door.until(1) == ["Oí: hola"]
        assert [(row.state, row.attempts) for row in rows(Inbox)] == [("hecha", 2)]

    async def test_a_message_that_kills_the_process_is_not_tried_for_ever(self, house):
        door = PaperDoor()
        async with opened(PaperDoor()) as reception:
            await reception.receive(wrote("hola"))
            await eventually(lambda: rows(Inbox)[0].state == "hecha" and not rows(Outbox))
        writing(lambda session, now: session.query(Inbox).update({"state": "en_curso", "attempts": 3}))
        async with opened(door):
            assert await door.until(1) == [turns.LOST]

    async def test_what_waited_for_the_channel_is_left_to_whoever_attends_them_by_then(self, house):
        """The channel wants a moment between two parts, and the process stands still in it, longer than its lease."""
        door, other, still = PaperDoor(), PaperDoor(), asyncio.Event()

        async def stand_still(address):
            if not still.is_set():
                writing(lambda session, now: session.query(Contact).update({"claimed_by": "other"}))
                still.set()
                return True
            return False

        door.ready = stand_still
        async with opened(door) as reception:
            await reception.receive(wrote("hola"))
            await asyncio.wait_for(still.wait(), 20)
            await eventually(lambda: not reception._attending)
            assert door.texts == []
            writing(lambda session, now: session.query(Contact).update({"claimed_by": None}))
            async with opened(other):
                await eventually(lambda: not rows(Outbox))
        assert door.texts + other.texts == ["Oí: hola"]

    async def test_an_answer_that_somebody_else_has_given_meanwhile_is_not_given_again(self, house):
        door, late = PaperDoor(), asyncio.Event()

        async def stand_still(message):
            # What is seen after a pause: the lease was another process's, which answered and let go.
            writing(
                lambda session, now: (
                    # In the house's order, the contact first: the other way two transactions may wait for each other.
                    session.query(Contact).update({"claimed_by": None, "claimed_until": None}),
                    session.query(Inbox).update({"state": "hecha", "done_at": now}),
                )
            )
            await late.wait()
            await echo(message)

        async with opened(door, stand_still, pace=replace(QUICK, lease=0.3)) as reception:
            await reception.receive(wrote("hola"))
            await eventually(lambda: rows(Inbox)[0].state == "hecha" and not reception._attending)
            late.set()
            assert writing(lambda session, now: session.query(Contact).one().claimed_by) is None
        assert rows(Outbox) == [] and door.texts == []

    async def test_a_database_that_is_away_loses_nothing(self, house, monkeypatch):
        door, heard, away, able = PaperDoor(), [], asyncio.Event(), services.writing

        def perhaps(**options):
            if away.is_set():
                raise services.DatabaseUnavailable("No se pudo usar la base de datos.")
            return able(**options)

        async def goes_away_in_the_middle(message):
            heard.append(message.text)
            if len(heard) == 1:
                away.set()
            await echo(message)

        monkeypatch.setattr(services, "writing", perhaps)
        async with opened(door, goes_away_in_the_middle) as reception:
            await reception.receive(wrote("1"))
            await eventually(lambda: heard)
            with pytest.raises(Busy):
                await reception.receive(wrote("2", external_id="x2"))
            away.clear()
            assert await door.until(1) == ["Oí: 1"]
            assert await reception.receive(wrote("2", external_id="x2"))  # the channel delivers it again
            assert (await door.until(2))[1] == "Oí: 2"
        assert heard == ["1", "2"]  # the turn whose answer could not be stored was not run again


async def test_several_processes_keep_the_order_of_one_person(house):
    """Two receptions with leases of their own stand for two processes: all they share is the database."""
    door, working = PaperDoor(), []

    async def slow(message):
        working.append(message.text)
        assert len(working) == 1, "two turns of one person at once"
        await asyncio.sleep(0.01)
        await echo(message)
        working.clear()

    async with opened(door, slow) as one, opened(door, slow) as other:
        for number in range(20):
            await (one, other)[number % 2].receive(wrote(str(number)))
        assert await door.until(20) == [f"Oí: {number}" for number in range(20)]


async def test_nobody_waits_for_a_lease_written_by_a_clock_that_ran_ahead(house):
    door = PaperDoor()
    async with opened(door) as reception:
        await reception.receive(wrote("antes"))
        await door.until(1)
        await eventually(lambda: writing(lambda session, now: session.query(Contact).one().claimed_by is None))
        ahead = datetime.now(timezone.utc) + timedelta(hours=2)
        writing(lambda session, now: session.query(Contact).update({"claimed_by": "dead", "claimed_until": ahead}))
        await reception.receive(wrote("después"))
        assert await door.until(2) == ["Oí: antes", "Oí: después"]


async def test_a_person_is_asked_to_be_forgotten_and_nothing_stays(house):
    door = PaperDoor()

    async def forget(message):
        await message.output_channel.send_response("", {"text": "Listo.", "custom": {"forget": True}})

    async with opened(door, forget) as reception:
        await reception.receive(wrote("borra mis datos"))
        await door.until(1)
        await eventually(lambda: not writing(lambda session, now: session.query(Contact).count()))
    assert rows(Inbox) == [] and rows(Outbox) == [] and rows_of_choices() == []


def test_the_log_keeps_the_kind_of_an_error_and_not_what_it_carries(house):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        logs.quiet()
        try:
            raise ValueError("mi teléfono es 2221234567")
        except ValueError:
            logging.getLogger("rasa.core.processor").exception("An action failed: %s", "action_guia")
        logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:secreto/sendMessage")
    finally:
        logging.getLogger().removeHandler(handler)
    assert written.getvalue().startswith("An action failed: action_guia (ValueError en test_intake.py:")
    assert "222" not in written.getvalue() and "secreto" not in written.getvalue()


async def test_the_doors_of_one_server_share_a_reception():
    assert reception_for(echo) is reception_for(echo)
    assert Pace().lease > Pace().sweep
