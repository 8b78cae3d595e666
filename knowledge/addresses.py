"""Addresses that may become a link."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_web_address(address: str) -> bool:
    """Whether it is an absolute http or https address, without blanks or quotes: nothing that a browser would run."""
    if not address.isprintable() or any(c in ' "<>`' for c in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:  # «http://[»
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
