"""The database, the model, and what the server itself needs."""

from __future__ import annotations

from urllib.parse import urlsplit

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import services
from bot.rasa.training import model_path
from connectors.server.doctor.finding import Finding
from settings import Settings

SHORTEST_SECRET = 32  # characters; HS256 wants a key as long as its digest (RFC 7518 §3.2)


def database(current: Settings) -> Finding:
    """Whether the database answers."""
    kind = "PostgreSQL" if current.database_url.startswith("postgresql") else f"SQLite en {current.var}"
    try:
        with services.engine().connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        return Finding("mal", "Base de datos", f"{kind} no responde ({reason}). Revisa DATABASE_URL.")
    except services.DatabaseAddressError as error:
        return Finding("mal", "Base de datos", str(error))
    return Finding("bien", "Base de datos", f"{kind} responde.")


def model(current: Settings) -> Finding:
    """Whether the model of the present data is there."""
    if model_path(current).is_file():
        return Finding("bien", "Modelo", "entrenado con los datos actuales.")
    return Finding("apagado", "Modelo", "se entrena solo la primera vez que arrancas (unos minutos).")


def shared_limits(current: Settings) -> Finding:
    """Whether several processes can share their limits."""
    if not current.redis_url:
        return Finding("apagado", "Redis", "sin REDIS_URL; solo hace falta con varios procesos.")
    try:
        redis.from_url(current.redis_url, socket_timeout=2, socket_connect_timeout=2).ping()
    except (redis.RedisError, ValueError):
        return Finding("mal", "Redis", "la dirección de REDIS_URL no responde.")
    return Finding("bien", "Redis", "responde.")


def public_address(current: Settings) -> Finding:
    """Whether the channels can find this server."""
    if not current.url:
        return Finding("apagado", "Dirección pública", "sin ENLACE_URL; WhatsApp la necesita, Telegram no.")
    parts = urlsplit(current.url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        return Finding("mal", "Dirección pública", "ENLACE_URL debe ser como https://asistente.municipio.gob.mx")
    return Finding("bien", "Dirección pública", current.url)


def web(current: Settings) -> list[Finding]:
    """Whether the pages that show the widget are named as browsers name them."""
    wrong = [site for site in current.web.sites if not _is_origin(site)]
    findings = [
        Finding("mal", "Página web", f"WEB_SITIOS dice «{site}»; escribe solo el origen: https://www.municipio.gob.mx")
        for site in wrong
    ]
    keys = {"WEB_SECRETO": current.web.secret, "WEB_SECRETO_ANTERIOR": current.web.former_secret}
    findings += [
        Finding("mal", "Página web", f"{name} es muy corto: usa al menos {SHORTEST_SECRET} caracteres al azar.")
        for name, key in keys.items()
        if key and len(key) < SHORTEST_SECRET
    ]
    if findings:
        return findings
    sites = ", ".join(current.web.sites)
    if not sites:
        steps = (
            "Escribe en WEB_SITIOS el origen de tu página: https://www.municipio.gob.mx (varios, separados por comas).",
            "Pega en esa página la etiqueta que muestra /demo.",
        )
        return [Finding("bien", "Página web", "encendida, solo en las páginas de este servidor.", steps)]
    return [Finding("bien", "Página web", f"encendida también en {sites}.")]


def _is_origin(site: str) -> bool:
    parts = urlsplit(site)
    return parts.scheme in ("https", "http") and bool(parts.hostname) and site == f"{parts.scheme}://{parts.netloc}"
