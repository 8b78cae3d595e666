"""Limits, reminders and what is kept for how long."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot import services
from casefiles.agenda import reminders
from casefiles.cases import lifecycle, participants
from casefiles.cases.people import find_person, identify
from casefiles.privacy.consent import give_consent
from connectors.delivery.errors import TooMany
from connectors.delivery.limits import rates
from connectors.delivery.limits.apologies import SLOWLY
from connectors.delivery.limits.rates import Rates
from connectors.delivery.store import retention, uploads
from connectors.delivery.store.models import Alias, Contact, PressedChoice, Upload
from connectors.delivery.store.transactions import writing
from connectors.messages.reply import TELEGRAM, WEB, WHATSAPP
from tests.connectors.delivery.conftest import Inbox, Outbox, PaperDoor, eventually, opened, rows, wrote

DAY = timedelta(days=1)


class TestLimits:
    async def test_who_writes_too_fast_is_told_once_and_nothing_is_stored(self, house):
        door = PaperDoor()
        async with opened(door, rates=Rates()) as reception:
            for number in range(5):
                await reception.receive(wrote(str(number)))
            for _ in range(2):
                with pytest.raises(TooMany) as caught:
                    await reception.receive(wrote("seis"))
            assert 1 <= caught.value.seconds <= 5
            assert sorted(await door.until(6)) == sorted([*(f"Oí: {number}" for number in range(5)), SLOWLY])
            assert await reception.receive(wrote("hola", sender="telegram:bot/2"))  # others are not to blame
            await door.until(7)
        assert len(rows(Inbox)) == 6

    async def test_a_message_delivered_again_does_not_count(self, house):
        door = PaperDoor()
        async with opened(door, rates=Rates()) as reception:
            for number in range(4):
                await reception.receive(wrote(str(number)))
            for _ in range(10):
                assert not await reception.receive(wrote("0", external_id=rows(Inbox)[0].external_id))
            assert await reception.receive(wrote("5"))

    async def test_a_door_that_answers_at_once_says_it_itself(self, house):
        door = PaperDoor("web", WHATSAPP)
        async with opened(door, rates=Rates(), history=True) as reception:
            for number in range(5):
                await reception.receive(wrote(str(number), sender="web:a"))
            with pytest.raises(TooMany):
                await reception.receive(wrote("seis", sender="web:a"))
            await door.until(5)
            await eventually(lambda: all(row.state == "entregada" for row in rows(Outbox)))
        assert SLOWLY not in door.texts

    async def test_what_the_web_sends_again_counts(self, house):
        door = PaperDoor("web", WEB)
        async with opened(door, rates=Rates(), history=True) as reception:
            same = wrote("hola", sender="web:a", external_id="a/1")
            assert [await reception.receive(same, "10.0.0.1") for _ in range(5)] == [True] + [False] * 4
            with pytest.raises(TooMany):
                await reception.receive(same, "10.0.0.1")
            for _ in range(120):
                await reception.open_again("web:a", "10.0.0.1")
            with pytest.raises(TooMany):
                await reception.open_again("web:a", "10.0.0.1")

    async def test_a_message_counts_for_when_it_was_written(self, house):
        door, began = PaperDoor(), datetime.now(timezone.utc) - timedelta(minutes=10)
        async with opened(door, rates=Rates()) as reception:
            for number in range(8):
                at = began + timedelta(seconds=10 * number)
                assert await reception.receive(wrote(str(number), written_at=at))
            for _ in range(4):  # beside the one of that moment
                await reception.receive(wrote("más", written_at=began))
            with pytest.raises(TooMany):
                await reception.receive(wrote("y más", written_at=began))
            with pytest.raises(TooMany):  # also where the channel brings the newer ones first
                await reception.receive(wrote("y antes", written_at=began - timedelta(seconds=1)))
            assert await reception.receive(wrote("ahora"))

    async def test_nobody_is_left_without_a_word_about_what_was_not_read(self, house, monkeypatch):
        monkeypatch.setattr(rates, "APOLOGIES", "1/2 seconds")
        door, began = PaperDoor(), datetime.now(timezone.utc)

        async def too_many(reception, at):
            for _ in range(3):
                with pytest.raises(TooMany):
                    await reception.receive(wrote("de más", written_at=at))

        async with opened(door, rates=Rates(per_sender="1/minute")) as reception:
            await reception.receive(wrote("hola", written_at=began))
            await too_many(reception, began)
            await door.until(2)
            await too_many(reception, began)  # within the time in which no other apology is said
            assert sorted(await door.until(3)) == sorted(["Oí: hola", SLOWLY, SLOWLY])
            await too_many(reception, began)  # and the process is stopped before the next one may be said
        async with opened(door):
            assert (await door.until(4)).count(SLOWLY) == 3

    def test_an_ipv6_subscriber_counts_once_whatever_address_they_choose(self):
        limits = Rates()
        for number in range(200):
            limits.session(f"2001:db8:1:2::{number:x}")
        with pytest.raises(TooMany):
            limits.session("2001:db8:1:2:ffff:ffff:ffff:ffff")
        limits.session("2001:db8:1:3::1")
        assert rates.network_of("::ffff:10.0.0.1") == rates.network_of("10.0.0.1") == "10.0.0.1"
        assert rates.network_of("fe80::1%eth0") == rates.network_of("fe80::2") and rates.network_of("unknown")

    def test_a_network_may_have_many_people_but_not_any_number(self):
        limits = Rates()
        for number in range(600):
            limits.arrived(f"web:{number}", "10.0.0.1")
        with pytest.raises(TooMany):
            limits.arrived("web:one-more", "10.0.0.1")
        limits.arrived("web:one-more", "10.0.0.2")
        for _ in range(200):
            limits.session("10.0.0.1")
        with pytest.raises(TooMany):
            limits.session("10.0.0.1")

    def test_several_processes_count_together_in_redis(self, redis_url):
        one, other = Rates(redis_url), Rates(redis_url)
        for number in range(5):
            (one, other)[number % 2].arrived("web:shared", "10.0.0.1")
        for limits in (one, other):
            with pytest.raises(TooMany):
                limits.arrived("web:shared", "10.0.0.1")

    def test_without_redis_people_are_attended(self, caplog):
        Rates("redis://127.0.0.1:1/0").arrived("web:a", "10.0.0.1")
        assert "cannot be counted" in caplog.text


class TestNotices:
    @staticmethod
    def join(owner: str, colleague: str) -> None:
        """Somebody uses the code of the case file of `owner`."""
        now, secret = datetime.now(timezone.utc), services.kept_secret("secret").encode()
        with services.writing() as session:
            people = []
            for sender in (owner, colleague):
                channel, _, identity = sender.partition(":")
                people.append(identify(session, channel, identity, secret, now))
                give_consent(session, people[-1], now)
            case = lifecycle.create_case(session, people[0], "Hermanamiento con Texas", 1, now)
            participants.join(session, people[1], case.id, now)

    @pytest.mark.parametrize(("channel", "limits"), [("telegram", TELEGRAM), ("whatsapp", WHATSAPP), ("web", WEB)])
    async def test_the_owner_hears_at_once_that_a_colleague_used_the_code(self, house, channel, limits):
        door, owner = PaperDoor(channel, limits), f"{channel}:bot/1"
        async with opened(door) as reception:
            await reception.receive(wrote("hola", sender=owner))
            await door.until(1)
            self.join(owner, f"{channel}:bot/2")
            told = (await door.until(2))[1]
            assert "Alguien entró a tu expediente «Hermanamiento con Texas»" in told
            await eventually(lambda: not rows(Outbox))
            await reception.receive(wrote("gracias", sender=owner))
            assert len(await door.until(3)) == 3  # told once, also after it was delivered
        with services.reading() as session:
            assert services.notices_to_tell(session, channel, datetime.now(timezone.utc) - DAY) == []

    async def test_outside_the_window_of_the_channel_it_waits_until_they_write(self, house):
        door, owner = PaperDoor("whatsapp", WHATSAPP), "whatsapp:bot/1"
        async with opened(door) as reception:
            await reception.receive(wrote("hola", sender=owner))
            await door.until(1)
            writing(lambda session, now: session.query(Contact).update({"last_in_at": now - DAY}))
            self.join(owner, "whatsapp:bot/2")
            await reception.receive(wrote("¿y yo?", sender="whatsapp:bot/3"))
            await door.until(2)
        with services.reading() as session:
            assert len(services.notices_to_tell(session, "whatsapp", datetime.now(timezone.utc) - DAY)) == 1
        assert rows(Outbox) == []


class TestReminders:
    @staticmethod
    def remember(sender: str, text: str) -> None:
        """The person behind `sender` asked to be reminded, and the moment has come."""
        now = datetime.now(timezone.utc)
        secret = services.kept_secret("secret").encode()
        channel, _, identity = sender.partition(":")
        with services.writing() as session:
            person = identify(session, channel, identity, secret, now)
            give_consent(session, person, now)
            reminder = reminders.create_reminder(session, person, text, now + DAY, now)
        past = now - timedelta(minutes=1)
        writing(lambda session, _: session.query(reminders.Reminder).filter_by(id=reminder.id).update({"due_at": past}))

    @staticmethod
    def pending(sender: str) -> int:
        channel, _, identity = sender.partition(":")
        secret = services.kept_secret("secret").encode()

        def look(session, now):
            person = find_person(session, channel, identity, secret)
            return len(reminders.upcoming(session, person)) if person else 0

        return writing(look)

    async def test_a_reminder_goes_out_once_through_the_persons_channel(self, house):
        door, sender = PaperDoor(), "telegram:bot/1"
        async with opened(door) as reception:
            await reception.receive(wrote("hola"))
            await door.until(1)
            self.remember(sender, "pedir el dictamen")
            assert (await door.until(2))[1] == "Me pediste recordarte: pedir el dictamen."
            await eventually(lambda: not self.pending(sender))
            await reception.receive(wrote("gracias"))
            assert (await door.until(3))[2] == "Oí: gracias"

    @pytest.mark.parametrize(("hours", "sent"), [(23, True), (24, False)])
    async def test_whatsapp_only_within_its_window(self, house, hours, sent):
        door, sender = PaperDoor("whatsapp", WHATSAPP), "whatsapp:1/a"
        async with opened(door) as reception:
            await reception.receive(wrote("hola", sender=sender))
            await door.until(1)
        before = datetime.now(timezone.utc) - timedelta(hours=hours)
        writing(lambda session, now: session.query(Contact).update({"last_in_at": before}))
        self.remember(sender, "pedir el dictamen")
        async with opened(door) as reception:
            if sent:
                await door.until(2)
            else:
                await eventually(lambda: writing(lambda session, now: session.query(reminders.Reminder).one().attempts))
                await reception.receive(wrote("hola", sender=sender))
                assert await door.until(2) == ["Oí: hola"] * 2
                assert self.pending(sender) == 1  # the assistant says it

    @pytest.mark.parametrize("lasting", [True, False])
    async def test_on_the_page_only_who_asked_to_be_remembered_is_told_days_later(self, house, lasting):
        door, sender, now = PaperDoor("web", WEB), "web:a", datetime.now(timezone.utc)
        async with opened(door, history=True) as reception:
            await reception.receive(wrote("hola", sender=sender, address={"sender": sender, "lasting": lasting}))
            await door.until(1)
        old = now - 3 * DAY
        writing(lambda session, _: session.query(Contact).update({"last_in_at": old}))
        writing(lambda session, _: session.query(Outbox).update({"created_at": old}))
        writing(lambda session, _: session.query(Inbox).update({"done_at": old, "received_at": old}))
        writing(lambda session, _: retention.apply_retention(session, now, ("web",)))
        assert (rows(Inbox), rows(Outbox)) == ([], [])  # what was said is gone as for anybody
        self.remember(sender, "pedir el dictamen")
        async with opened(door, history=True):
            if not lasting:
                await eventually(lambda: writing(lambda session, _: session.query(reminders.Reminder).one().attempts))
                return
            assert (await door.until(2))[1] == "Me pediste recordarte: pedir el dictamen."
            await eventually(lambda: not self.pending(sender))
        writing(lambda session, _: retention.apply_retention(session, now, ("web",)))
        assert [row.state for row in rows(Outbox)] == ["entregada"]  # it waits for them to come back


async def test_a_receipt_stays_until_it_has_served_and_says_nothing_of_whom_it_was_for(house):
    door = PaperDoor("web", WEB)

    async def forget(message):
        await message.output_channel.send_response("", {"text": "Listo. Folio 1.", "custom": {"forget": True}})

    async with opened(door, forget, history=True) as reception:
        await reception.receive(wrote("borra mis datos", sender="web:a"))
        await eventually(lambda: [row.state for row in rows(Outbox)] == ["acuse"])
    (asked,) = rows(Inbox)
    assert (asked.text, asked.token, asked.details) == ("", "", {})
    now = datetime.now(timezone.utc)
    for later, left in ((timedelta(minutes=50), 1), (timedelta(hours=1), 0)):
        writing(lambda session, _, at=now + later: retention.apply_retention(session, at, ("web",)))
        assert (len(rows(Inbox)), len(rows(Outbox))) == (left, left)


def test_what_has_served_goes_and_the_rest_stays(house):
    now = datetime.now(timezone.utc)

    def fill(session, _):
        for number, (age, state) in enumerate([(31, "hecha"), (29, "hecha"), (31, "nueva")]):
            at = now - age * DAY
            session.add(
                Inbox(
                    channel="telegram", external_id=str(number), sender="telegram:b/1", kind="texto", text="", token="",
                    details={}, state=state, attempts=1, received_at=at, done_at=at if state == "hecha" else None,
                )
            )  # fmt: skip
        for number, life in enumerate((-1, 1)):
            token = f"b:{number}"
            session.add(PressedChoice(token=token, sender="telegram:b/1", payload="/x", title="x", turn=1, position=0,
                                      expires_at=now + life * DAY))  # fmt: skip
            uploads.remember(session, "telegram", str(number), "file", now + life * DAY)
        for sender, age in (("telegram:b/1", 366), ("telegram:b/2", 366), ("telegram:b/3", 1), ("web:a", 1)):
            channel, last = sender.partition(":")[0], now - age * DAY
            session.add(
                Contact(sender=sender, channel=channel, person="x", address={}, unreachable=False, last_in_at=last)
            )
            session.add(Alias(channel="telegram", alias=sender, sender=sender))

    writing(fill)
    for _ in range(2):
        writing(lambda session, _: retention.apply_retention(session, now, ("web",)))

    def left(session, _):
        return {
            "ids": [row.external_id for row in session.query(Inbox).order_by(Inbox.id)],
            "tokens": session.query(PressedChoice).count(),
            "files": [row.digest for row in session.query(Upload)],
            "contacts": sorted(row.sender for row in session.query(Contact)),
            "aliases": sorted(row.alias for row in session.query(Alias)),
        }

    assert writing(left) == {
        "ids": ["2"],  # the one of somebody who is forgotten goes too, but not what waits for an answer
        "tokens": 0,
        "files": ["1"],
        "contacts": ["telegram:b/1", "telegram:b/3"],
        "aliases": ["telegram:b/3"],
    }
