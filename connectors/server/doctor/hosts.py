"""Telegram and WhatsApp: what is missing, where to get it, and what the host says of what is set."""

from __future__ import annotations

import re
from typing import Any

import httpx

import settings
from connectors.server.doctor.finding import Finding
from settings import Settings, TelegramSettings, WhatsAppSettings

_TOKEN = re.compile(r"\d{1,20}:[\w-]{20,}")
_TELEGRAM_STEPS = (
    "En Telegram, abre @BotFather (con la palomita azul), escribe /newbot y elige un nombre y un usuario.",
    "Copia el token que te da (123456789:AA…) en la variable TELEGRAM_TOKEN y vuelve a arrancar.",
)
_WHATSAPP_STEPS = {
    "WHATSAPP_TOKEN": "En business.facebook.com → Configuración → Usuarios del sistema, genera un token que no "
    "caduque con los permisos whatsapp_business_messaging y whatsapp_business_management: WHATSAPP_TOKEN.",
    "WHATSAPP_NUMERO_ID": "En developers.facebook.com → tu app → WhatsApp → Configuración de la API, copia el "
    "«Identificador de número de teléfono» (no el número): WHATSAPP_NUMERO_ID.",
    "WHATSAPP_SECRETO": "En tu app → Configuración de la app → Básica, copia la «Clave secreta de la app»: "
    "WHATSAPP_SECRETO.",
    "WHATSAPP_VERIFICACION": "Inventa una palabra larga, ponla en WHATSAPP_VERIFICACION y repítela en tu app → "
    "WhatsApp → Configuración, «Token de verificación».",
}
_WHATSAPP_BEGINNING = "Crea una app de tipo Negocios en developers.facebook.com y agrégale WhatsApp."


def telegram(current: Settings) -> Finding:
    """Whether there is a bot, and Telegram knows it."""
    own = current.telegram
    if own is None:
        return Finding("apagado", "Telegram", "falta TELEGRAM_TOKEN.", _TELEGRAM_STEPS)
    if not _TOKEN.fullmatch(own.token):
        return Finding("mal", "Telegram", "TELEGRAM_TOKEN no parece un token de @BotFather.", _TELEGRAM_STEPS)
    return _ask_telegram(own, "por webhook" if current.url else "por consulta, porque no hay ENLACE_URL")


def _ask_telegram(own: TelegramSettings, how: str) -> Finding:
    answer = _get(f"{own.api}/bot{own.token}/getMe")
    if answer is None:
        return Finding("duda", "Telegram", "no se pudo preguntar a Telegram; revisa la salida a internet.")
    if answer.status_code in (401, 404):
        return Finding("mal", "Telegram", "Telegram no reconoce el TELEGRAM_TOKEN.", _TELEGRAM_STEPS)
    if not answer.is_success:
        return Finding("duda", "Telegram", f"Telegram contestó {answer.status_code}; vuelve a intentarlo más tarde.")
    name = _json(answer).get("result", {}).get("username", "?")
    return Finding("bien", "Telegram", f"@{name}, {how}.")


def whatsapp(current: Settings) -> Finding:
    """Whether all that the number needs is there, and Meta knows it."""
    own = current.whatsapp
    if own is None:
        steps = (
            "Crea una app de tipo Negocios en developers.facebook.com y agrégale WhatsApp.",
            *_WHATSAPP_STEPS.values(),
        )
        return Finding("apagado", "WhatsApp", "faltan sus cuatro variables.", steps)
    values = (own.token, own.number_id, own.secret, own.verification)
    missing = [name for name, value in zip(settings.WHATSAPP_VARIABLES, values, strict=True) if not value]
    if missing:
        steps = tuple(_WHATSAPP_STEPS[name] for name in missing)
        return Finding("mal", "WhatsApp", f"está a medias: falta {', '.join(missing)}.", steps)
    if not own.number_id.isdecimal():
        steps = (_WHATSAPP_STEPS["WHATSAPP_NUMERO_ID"],)
        return Finding("mal", "WhatsApp", "WHATSAPP_NUMERO_ID son solo cifras.", steps)
    found = _ask_meta(own)
    if found.state == "bien" and not current.url:
        return Finding("mal", "WhatsApp", "falta ENLACE_URL: Meta solo entrega mensajes a una dirección pública https.")
    return found


def _ask_meta(own: WhatsAppSettings) -> Finding:
    answer = _get(
        f"{own.api}/{own.version}/{own.number_id}",
        params={"fields": "verified_name"},
        headers={"Authorization": f"Bearer {own.token}"},
    )
    if answer is None:
        return Finding("duda", "WhatsApp", "no se pudo preguntar a Meta; revisa la salida a internet.")
    if answer.status_code in (400, 401, 403, 404):
        # 190: the token is no longer valid; 100: there is no such object, or this token may not see it.
        code = _json(answer).get("error", {}).get("code")
        name = "WHATSAPP_TOKEN" if code == 190 or answer.status_code == 401 else "WHATSAPP_NUMERO_ID"
        return Finding("mal", "WhatsApp", f"Meta no acepta {name} (código {code}).", (_WHATSAPP_STEPS[name],))
    if not answer.is_success:
        return Finding("duda", "WhatsApp", f"Meta contestó {answer.status_code}; vuelve a intentarlo más tarde.")
    return Finding("bien", "WhatsApp", f"«{_json(answer).get('verified_name', '?')}».")


def _get(url: str, **options: Any) -> httpx.Response | None:
    try:
        return httpx.get(url, timeout=10, **options)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
