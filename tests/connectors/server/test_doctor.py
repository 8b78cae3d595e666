"""What `make doctor` says."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import settings
from connectors.server.doctor import hosts, house
from connectors.server.doctor.__main__ import examine, main
from settings import TelegramSettings, WebSettings, WhatsAppSettings

TOKEN = "123456789:AAE-a_token_of_a_bot_that_is_not_one"


@pytest.fixture
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    """The settings of a fresh machine."""
    for name in (
        "DATABASE_URL",
        "TELEGRAM_TOKEN",
        *settings.WHATSAPP_VARIABLES,
        "ENLACE_URL",
        "WEB_SITIOS",
        "REDIS_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ENLACE_VAR", str(tmp_path))
    return settings.load()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch):
    """Lets a test say what the host answers."""

    def answer(status: int, body: object = None) -> None:
        monkeypatch.setattr(hosts, "_get", lambda url, **_: httpx.Response(status, json=body) if status else None)

    return answer


def test_on_a_fresh_machine_nothing_is_wrong_and_it_says_how_to_go_on(current, capsys):
    assert main() == 0
    said = capsys.readouterr().out
    for hint in (
        "@BotFather",
        "TELEGRAM_TOKEN",
        *settings.WHATSAPP_VARIABLES,
        "WEB_SITIOS",
        "Todo lo que está encendido",
    ):
        assert hint in said


def test_it_does_not_wait_for_rasa():
    heavy = "[name for name in ('rasa', 'tensorflow', 'spacy') if name in sys.modules]"
    code = f"import sys, connectors.server.doctor.__main__; print({heavy})"
    assert subprocess.check_output([sys.executable, "-W", "ignore", "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize(
    ("status", "body", "state", "said"),
    [
        (200, {"ok": True, "result": {"username": "enlace_bot"}}, "bien", "@enlace_bot, por consulta"),
        (401, {"ok": False}, "mal", "no reconoce"),
        (502, None, "duda", "502"),
        (0, None, "duda", "internet"),
    ],
)
def test_telegram_says_whether_it_knows_the_bot(current, answers, status, body, state, said):
    answers(status, body)
    found = hosts.telegram(replace(current, telegram=TelegramSettings(TOKEN)))
    assert found.state == state and said in found.text
    assert TOKEN not in "\n".join(found.lines())


def test_a_token_that_cannot_be_one_is_not_even_asked_about(current):
    assert hosts.telegram(replace(current, telegram=TelegramSettings("hola"))).state == "mal"


WHATSAPP = WhatsAppSettings("token", "1234", "secreto", "palabra")


@pytest.mark.parametrize(
    ("status", "body", "state", "said"),
    [
        (200, {"verified_name": "Municipio"}, "bien", "«Municipio»"),
        (401, {"error": {"code": 190}}, "mal", "WHATSAPP_TOKEN"),
        (400, {"error": {"code": 100}}, "mal", "WHATSAPP_NUMERO_ID"),
        (500, ["x"], "duda", "500"),
        (0, None, "duda", "internet"),
    ],
)
def test_meta_says_whether_it_knows_the_number(current, answers, status, body, state, said):
    answers(status, body)
    found = hosts.whatsapp(replace(current, whatsapp=WHATSAPP, url="https://asistente.gob.mx"))
    assert found.state == state and said in found.text
    assert hosts.whatsapp(replace(current, whatsapp=WHATSAPP)).state == ("mal" if state == "bien" else state)


def test_a_number_set_by_halves_is_wrong(current, monkeypatch):
    monkeypatch.setenv("WHATSAPP_TOKEN", "x")
    monkeypatch.setenv("WHATSAPP_SECRETO", "y")
    found = hosts.whatsapp(settings.load())
    assert found.state == "mal" and "falta WHATSAPP_NUMERO_ID, WHATSAPP_VERIFICACION" in found.text
    assert hosts.whatsapp(replace(current, whatsapp=replace(WHATSAPP, number_id="+52 222"))).state == "mal"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "http://asistente.gob.mx"}, "ENLACE_URL debe ser"),
        ({"web": WebSettings(("https://municipio.gob.mx/inicio",))}, "escribe solo el origen"),
        ({"web": WebSettings(("municipio.gob.mx",))}, "escribe solo el origen"),
        ({"web": WebSettings((), "corto")}, "WEB_SECRETO es muy corto"),
        ({"redis_url": "redis://127.0.0.1:1/0"}, "REDIS_URL no responde"),
    ],
)
def test_what_is_set_and_wrong_is_said(current, change, said):
    wrong = [finding for finding in examine(replace(current, **change)) if finding.state == "mal"]
    assert len(wrong) == 1 and said in wrong[0].text


@pytest.mark.parametrize(("name", "value"), [("PUERTO", "ocho mil"), ("PUERTO", "70000"), ("ENLACE_PROXIES", "-1")])
def test_a_number_that_is_not_one_is_said(current, monkeypatch, capsys, name, value):
    monkeypatch.setenv(name, value)
    assert main() == 1
    assert f"✗ Configuración: {name} debe ser un número" in capsys.readouterr().out


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql+psycopg2://x:secreto@127.0.0.1:1/enlace"])
def test_a_database_that_does_not_answer_is_wrong_and_its_password_stays_unsaid(current, monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    found = house.database(settings.load())
    assert found.state == "mal" and "secreto" not in found.text


def test_addresses_may_be_written_with_a_final_slash(current, monkeypatch):
    monkeypatch.setenv("ENLACE_URL", "https://asistente.gob.mx/")
    monkeypatch.setenv("WEB_SITIOS", "https://a.gob.mx/, https://b.gob.mx:8443")
    found = settings.load()
    assert found.url == "https://asistente.gob.mx"
    assert house.public_address(found).state == "bien"
    assert house.web(found)[0].text == "encendida también en https://a.gob.mx, https://b.gob.mx:8443."
