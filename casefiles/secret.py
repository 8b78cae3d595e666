"""The installation's secret, which keys the hashes of senders and case codes."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

SHORTEST = 16  # bytes


def load_secret(path: Path) -> bytes:
    """The secret in `path`, made there the first time; only its owner may read it.

    Losing it makes everybody a stranger: their case files stay, and nobody can open them but with a new code.
    Several processes may ask for it at once: the first one to finish writing decides.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written apart and linked whole, so that nobody reads half a secret.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip().encode()


def keyed_hash(secret: bytes, *parts: str) -> str:
    """HMAC-SHA256 of `parts`, 64 hexadecimal digits; useless to anybody who has only the database.

    Raises:
        ValueError: the secret is too short to protect anything.
    """
    if len(secret) < SHORTEST:
        raise ValueError(f"the secret needs at least {SHORTEST} bytes")
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
