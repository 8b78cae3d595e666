"""What is written in the environment is taken as its kind of variable is written, or refused in Spanish without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import settings
from connectors.web.origins import page_headers

ROOT = Path(__file__).resolve().parent.parent
SECRET = "s3creto"
WHATSAPP = dict.fromkeys(settings.WHATSAPP_VARIABLES, "1")
WRONG = {
    "REDIS_URL": [
        "hola", "redis://", "http://redis:6379", f"redis://:{SECRET}@", f"redis://:{SECRET}/x@servidor:6379/0",
        f"redis://:{SECRET}#x@servidor:6379", f"redis://:{SECRET}@servidor:seis", f"redis://:{SECRET}@servidor/cero",
        f"redis://:{SECRET}@servidor:6379/0?clave={SECRET}", f"redis://:{SECRET}@un servidor", "redis://servidor:99999",
    ],
    "WEB_SITIOS": [
        "*", "https://*", "https://*.gob.mx", "https://a.gob.mx;script-src *", "https://a.gob.mx; https://b.gob.mx",
        "a.gob.mx", "https://a.gob.mx/inicio", f"https://yo:{SECRET}@a.gob.mx", "https://a.gob.mx:puerto", "https://",
        "https://a.gob.mx'", '"https://a.gob.mx"', "https://a.gob.mx?x", "https://a.gob.mx#x", "javascript:alert(1)",
        "https://añasco.gob.mx", "null", "ftp://a.gob.mx", "https://a.gob.mx, *",
    ],
    "ENLACE_URL": [
        "http://", "https://", "https:", "http://asistente.gob.mx", "asistente.gob.mx", "https://a b.mx",
        f"https://yo:{SECRET}@a.gob.mx", "https://a.gob.mx?x=1", "https://a.gob.mx#x", "https://a.gob.mx:0x1", "*",
    ],
    "TELEGRAM_API": ["hola", "http://", f"https://yo:{SECRET}@a.mx", "ftp://a.mx", "https://a.mx?x"],
    "WHATSAPP_API": ["hola", "http://", f"https://yo:{SECRET}@a.mx", "https://a.mx/\\x"],
    "WHATSAPP_VERSION": ["25", "v25", "vx.y", "../v25.0"],
    "WHATSAPP_NUMERO_ID": ["+52 222 123 4567", "12a", "1/../2"],
    "ENLACE_AVISO": ["javascript:alert(1)", "ftp://a.mx/aviso", "una línea\ny otra", "x" * 301, "https://"],
    "ENLACE_RESPONSABLE": ["una línea\ny otra", "x" * 301],
    "ENLACE_HOST": ["mi equipo", "x" * 70, "0.0.0.0/0"],
    "PUERTO": ["ocho mil", "70000", "-1", "٨٠", "1" * 5000, "80.0"],
    "ENLACE_PROXIES": ["-1", "11", "uno"],
    "ENLACE_DIAS_CONVERSACION": ["siempre", "3651"],
    "ENLACE_LIGERO": ["no", "2"],
}  # fmt: skip
RIGHT = {
    "REDIS_URL": [
        "redis://redis:6379/0", f"redis://:{SECRET}@127.0.0.1", f"rediss://yo:{SECRET}%23@r.mx:1/1",
        "redis://[::1]:6379/0", "rediss://r.mx:1?ssl_cert_reqs=none", "redis://mi_redis:6379",
    ],
    "WEB_SITIOS": ["https://a.gob.mx, https://b.gob.mx:8443 http://127.0.0.1:80/", "https://xn--aasco-pta.gob.mx"],
    "ENLACE_URL": ["https://a.gob.mx/", "https://A.gob.mx:8443/enlace"],
    "TELEGRAM_API": ["http://127.0.0.1:8081/", "https://api.telegram.org"],
    "ENLACE_AVISO": ["https://a.gob.mx/aviso?x=1", "pídelo en Palacio: planta baja", "Aviso: en la Unidad"],
    "ENLACE_HOST": ["0.0.0.0", "::", "localhost"],
    "ENLACE_LIGERO": ["0", "1"],
}  # fmt: skip


@pytest.fixture
def read(monkeypatch):
    """Reads the settings with one variable written."""

    def load(name: str, value: str) -> settings.Settings:
        for one, written in {"TELEGRAM_TOKEN": "x", **WHATSAPP, name: value}.items():
            monkeypatch.setenv(one, written)
        settings.load.cache_clear()
        return settings.load()

    yield load
    settings.load.cache_clear()


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_cannot_be_used_is_refused_by_name_and_not_repeated(read, name, value):
    with pytest.raises(settings.Misconfigured) as refused:
        read(name, value)
    said = str(refused.value)
    assert said.startswith(name) and SECRET not in said
    assert refused.value.__cause__ is None and refused.value.__context__ is None


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_what_can_be_used_is_taken(read, name, value):
    assert read(name, value)


def test_addresses_are_kept_as_browsers_write_them(read):
    assert read("WEB_SITIOS", "https://A.gob.mx/, https://a.gob.mx").web.sites == ("https://a.gob.mx",)
    assert read("ENLACE_URL", "https://A.gob.mx:8443/Enlace/").url == "https://a.gob.mx:8443/Enlace"


def test_nothing_but_origins_comes_into_the_policy_of_our_pages(read):
    sites = read("WEB_SITIOS", "https://a.gob.mx,https://b.gob.mx").web.sites
    policy = page_headers(sites, framed=True)["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://a.gob.mx https://b.gob.mx;" in policy


@pytest.mark.parametrize(
    "command",
    [["connectors"], ["connectors.terminal", "--json"], ["maintenance", "retencion"], ["knowledge", "stats"],
     ["casefiles", "exportar", "x"], ["connectors.server.doctor"]],
    ids=lambda command: command[0],
)  # fmt: skip
def test_no_program_answers_with_a_traceback(command, tmp_path):
    wrong = {"REDIS_URL": f"redis://:{SECRET}/x@servidor", "ENLACE_VAR": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, **wrong}, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "REDIS_URL debe ser como" in said and "Traceback" not in said and SECRET not in said
