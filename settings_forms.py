"""How each kind of variable is written; what is not written so is refused in Spanish, without repeating it.

What was written is never shown: an address may carry a password, and what is in the wrong variable may be a secret.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f]*:[0-9a-f:.]+", re.ASCII)
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*", re.ASCII)
_LISTENING = re.compile(r"[A-Za-z0-9.:%_-]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_SCHEME = re.compile(r"\s*[a-z][a-z0-9+.-]*:(?=\S)", re.IGNORECASE)
_ENCODE = "Si la contraseña lleva signos como # / ? @, escríbelos con %: # es %23, / es %2F, ? es %3F, @ es %40."
LONGEST_TEXT = 300  # characters of what is said to people


class Misconfigured(Exception):
    """A variable has a value that cannot be used; the message says which and why, in Spanish."""


def public_address(name: str, written: str) -> str:
    """An https address without a final slash; empty if nothing was written.

    Raises:
        Misconfigured: it is none.
    """
    if not written:
        return ""
    parts = _split(written.rstrip("/"))
    if parts is None or parts.scheme != "https" or not _is_plain(parts):
        raise Misconfigured(f"{name} debe ser como https://asistente.municipio.gob.mx, sin nada después.")
    return _joined(parts)


def service_address(name: str, written: str) -> str:
    """An http or https address of a service, which may stand in our own network, without a final slash.

    Raises:
        Misconfigured: it is none.
    """
    parts = _split(written.rstrip("/"))
    if parts is None or parts.scheme not in ("https", "http") or not _is_plain(parts):
        raise Misconfigured(f"{name} debe ser una dirección como https://api.ejemplo.com, sin usuario ni contraseña.")
    return _joined(parts)


def origins(name: str, written: str) -> tuple[str, ...]:
    """Pages as browsers name them (RFC 6454 §6.2); they are written into a policy, so nothing else may be in them.

    Raises:
        Misconfigured: one is none.
    """
    found = []
    for number, site in enumerate(written.replace(",", " ").split(), 1):
        parts = _split(site.rstrip("/"))
        if parts is None or parts.scheme not in ("https", "http") or not _is_plain(parts) or parts.path:
            raise Misconfigured(
                f"{name}: la página {number} no se entiende. Escribe solo el origen de cada una, como "
                "https://www.municipio.gob.mx, separadas por comas; «*» no se admite."
            )
        found.append(_joined(parts))
    return tuple(dict.fromkeys(found))


def redis_address(name: str, written: str) -> str:
    """An address of a Redis, with its number of database, if any; empty if nothing was written.

    Raises:
        Misconfigured: it is none.
    """
    if not written:
        return ""
    parts = _split(written)
    if (
        parts is None
        or parts.scheme not in ("redis", "rediss")
        or not _HOST.fullmatch((parts.hostname or "").lower())
        or not re.fullmatch(r"/?|/[0-9]{1,4}", parts.path)
        or not re.fullmatch(r"(?:ssl_cert_reqs=(?:none|optional|required))?", parts.query)
        or parts.fragment
    ):
        raise Misconfigured(f"{name} debe ser como redis://:contraseña@servidor:6379/0. {_ENCODE}")
    return written


def sentence(name: str, written: str) -> str:
    """Words, or an http address, that are said to people.

    Raises:
        Misconfigured: they cannot be said in one line, or are an address that does not lead to a page.
    """
    scheme = _SCHEME.match(written)
    parts = _split(written) if scheme else None
    if len(written) > LONGEST_TEXT or _CONTROL.search(written):
        raise Misconfigured(f"{name} debe caber en una línea de {LONGEST_TEXT} caracteres.")
    page = parts is not None and parts.scheme in ("https", "http") and parts.hostname and parts.username is None
    if scheme and "://" in written and not page:
        raise Misconfigured(f"{name} debe ser una dirección https://… o unas palabras que digan dónde está.")
    if scheme and scheme[0].strip().lower() in ("javascript:", "data:", "file:", "vbscript:", "blob:"):
        raise Misconfigured(f"{name} debe ser una dirección https://… o unas palabras que digan dónde está.")
    return written


def listening(name: str, written: str) -> str:
    """A name or address of this machine.

    Raises:
        Misconfigured: it is none.
    """
    if not _LISTENING.fullmatch(written) or any(len(part) > 63 for part in written.split(".")):
        raise Misconfigured(f"{name} debe ser una dirección de este equipo, como 127.0.0.1 o 0.0.0.0.")
    return written


def number(name: str, written: str, default: int, most: int) -> int:
    """A whole number from 0 on.

    Raises:
        Misconfigured: it is none, or more than `most`.
    """
    if not written:
        return default
    if not (written.isascii() and written.isdecimal() and len(written) < 10) or int(written) > most:
        raise Misconfigured(f"{name} debe ser un número entre 0 y {most}.")
    return int(written)


def switch(name: str, written: str) -> bool:
    """On unless it was switched off.

    Raises:
        Misconfigured: it is neither 0 nor 1.
    """
    if written not in ("", "0", "1"):
        raise Misconfigured(f"{name} debe ser 0 (apagado) o 1 (encendido).")
    return written != "0"


def matching(name: str, written: str, pattern: str, example: str) -> str:
    """What matches a pattern, or nothing.

    Raises:
        Misconfigured: it does not; `example` is shown.
    """
    if written and not re.fullmatch(pattern, written, re.ASCII):
        raise Misconfigured(f"{name} debe ser como {example}.")
    return written


def _split(written: str) -> SplitResult | None:
    """The parts of an address; None if it has none that can be told apart."""
    if not written.isascii() or re.search(r"[\s\\]", written):
        return None
    try:
        parts = urlsplit(written)
        _ = parts.port  # raises if it is no number
    except ValueError:
        return None
    return parts if parts.scheme else None


def _is_plain(parts: SplitResult) -> bool:
    """Whether there is a host, perhaps a port and a path, and nothing else."""
    host = (parts.hostname or "").lower()
    bare = not (parts.username is not None or parts.password is not None or parts.query or parts.fragment)
    return bare and bool(_HOST.fullmatch(host)) and bool(_PATH.fullmatch(parts.path))


def _joined(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"
