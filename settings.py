"""The only place that reads the environment.

Every other module receives its settings from `load()`, which reads them once; tests build a `Settings` by hand.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import settings_forms as forms
from settings_forms import Misconfigured

__all__ = ["ROOT", "WHATSAPP_VARIABLES", "Misconfigured", "Settings", "TelegramSettings", "WebSettings",
           "WhatsAppSettings", "load"]  # fmt: skip

ROOT = Path(__file__).resolve().parent
# All four are needed, in the order of the fields of WhatsAppSettings.
WHATSAPP_VARIABLES = ("WHATSAPP_TOKEN", "WHATSAPP_NUMERO_ID", "WHATSAPP_SECRETO", "WHATSAPP_VERIFICACION")


@dataclass(frozen=True)
class TelegramSettings:
    """The bot; see docs on the doors.

    Attributes:
        token: From BotFather.
        secret: What Telegram sends back with each update; empty lets the door make one.
        api: Base address of the Bot API.
    """

    token: str = field(repr=False)
    secret: str = field(default="", repr=False)
    api: str = "https://api.telegram.org"


@dataclass(frozen=True)
class WhatsAppSettings:
    """The number on Meta's Cloud API.

    Attributes:
        token: Permanent token of the system user.
        number_id: Id of the number, not the number.
        secret: The app's secret, which signs what Meta sends.
        verification: Word that Meta repeats when the webhook is registered.
        api: Base address of the Graph API.
        version: Version of the Graph API.
    """

    token: str = field(repr=False)
    number_id: str
    secret: str = field(repr=False)
    verification: str = field(repr=False)
    api: str = "https://graph.facebook.com"
    version: str = "v25.0"


@dataclass(frozen=True)
class WebSettings:
    """The widget.

    Attributes:
        sites: Origins of other pages that may show it, «https://municipio.gob.mx».
        secret: Key of the sessions; empty lets the door make one and keep it.
        former_secret: The key before this one, still accepted while its sessions last.
    """

    sites: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    former_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """What changes from one installation to another.

    Attributes:
        database_url: SQLAlchemy address of the knowledge base.
        models: Folder of the trained models.
        var: Folder for everything made while running; never in git.
        responsible: Who answers for the personal data, and where, as the privacy notice says it.
        privacy_notice: Where the full privacy notice is.
        telegram: None where none of its variables is set.
        whatsapp: None where none of its variables is set; those that are missing stay empty.
        web: The widget is always served.
        url: Public https address of this server, without a final slash; empty if it has none.
        host: Address to listen on.
        port: Port to listen on.
        redis_url: Where several processes share their limits; empty for one process.
        proxies: How many proxies of ours stand in front; their X-Forwarded-For is believed.
        lean: Whether the serving process does without the libraries that its model does not use (bot/rasa/patches) and
            does in a prepared way what Rasa does anew each turn.
        conversation_days: Days that the events of a conversation are kept.
        supervisor: Socket on which systemd wants to hear that the process lives; empty where it did not start it.
    """

    database_url: str
    models: Path
    var: Path
    responsible: str = "el municipio que te ofrece este asistente"
    privacy_notice: str = "pídelo a la Unidad de Transparencia de tu municipio"
    telegram: TelegramSettings | None = None
    whatsapp: WhatsAppSettings | None = None
    web: WebSettings = WebSettings()
    url: str = ""
    host: str = "127.0.0.1"
    port: int = 5005
    redis_url: str = field(default="", repr=False)
    proxies: int = 0
    lean: bool = True
    conversation_days: int = 90
    supervisor: str = ""


def _database_url() -> str:
    address = _text("DATABASE_URL") or f"sqlite:///{_var() / 'enlace.db'}"
    # Hosting services hand out the short scheme, which SQLAlchemy 1.4 no longer accepts.
    return address.replace("postgres://", "postgresql+psycopg2://", 1)


def _var() -> Path:
    return Path(_text("ENLACE_VAR") or ROOT / "var")


def keep_private() -> None:
    """See that what this process makes can be read by its own user alone, and so the folder of all that is kept."""
    os.umask(0o077)
    with suppress(OSError):  # not there yet, or not ours
        _var().chmod(0o700)


@cache
def load() -> Settings:
    """The settings as the environment says them, with defaults that need nothing installed.

    They are read once in the life of a process; whoever changes the environment calls `load.cache_clear()`.

    Raises:
        Misconfigured: a variable is not written as its kind is.
    """
    return Settings(
        database_url=_database_url(),
        models=Path(_text("ENLACE_MODELS") or ROOT / "models"),
        var=_var(),
        responsible=forms.sentence("ENLACE_RESPONSABLE", _text("ENLACE_RESPONSABLE", Settings.responsible)),
        privacy_notice=forms.sentence("ENLACE_AVISO", _text("ENLACE_AVISO", Settings.privacy_notice)),
        telegram=_telegram(),
        whatsapp=_whatsapp(),
        web=WebSettings(
            forms.origins("WEB_SITIOS", _text("WEB_SITIOS")),
            _text("WEB_SECRETO"),
            _text("WEB_SECRETO_ANTERIOR"),
        ),
        url=forms.public_address("ENLACE_URL", _text("ENLACE_URL")),
        host=forms.listening("ENLACE_HOST", _text("ENLACE_HOST", Settings.host)),
        port=_number("PUERTO", Settings.port, most=65535),
        redis_url=forms.redis_address("REDIS_URL", _text("REDIS_URL")),
        proxies=_number("ENLACE_PROXIES", Settings.proxies, most=10),
        lean=forms.switch("ENLACE_LIGERO", _text("ENLACE_LIGERO")),
        conversation_days=_number("ENLACE_DIAS_CONVERSACION", Settings.conversation_days, most=3650),
        supervisor=_text("NOTIFY_SOCKET"),
    )


def _telegram() -> TelegramSettings | None:
    if not _text("TELEGRAM_TOKEN"):
        return None
    api = forms.service_address("TELEGRAM_API", _text("TELEGRAM_API", TelegramSettings.api))
    return TelegramSettings(_text("TELEGRAM_TOKEN"), _text("TELEGRAM_SECRETO"), api)


def _whatsapp() -> WhatsAppSettings | None:
    token, number_id, secret, verification = (_text(name) for name in WHATSAPP_VARIABLES)
    if not (token or number_id or secret or verification):
        return None
    forms.matching("WHATSAPP_NUMERO_ID", number_id, r"\d{1,30}", "106540352242922, el identificador (no el número)")
    api = forms.service_address("WHATSAPP_API", _text("WHATSAPP_API", WhatsAppSettings.api))
    written = _text("WHATSAPP_VERSION", WhatsAppSettings.version)
    version = forms.matching("WHATSAPP_VERSION", written, r"v\d{1,3}\.\d{1,2}", WhatsAppSettings.version)
    return WhatsAppSettings(token, number_id, secret, verification, api, version)


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def _number(name: str, default: int, most: int) -> int:
    return forms.number(name, _text(name), default, most)
