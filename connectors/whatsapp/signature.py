"""Whether a request comes from Meta.

Source: Meta, «Create a webhook endpoint»: `X-Hub-Signature-256` is the HMAC-SHA256 of the raw body under the secret of
the app.
"""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"


def signature(body: bytes, secret: str) -> str:
    """The header's value for `body`."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def refusal(body: bytes, header: str | None, secret: str) -> int:
    """The HTTP status that refuses a request: 401 without a signature, 403 with a wrong one, 0 if it is Meta's.

    Args:
        body: As it came; parsed and written again it would no longer match where it holds «ñ» or an emoji.
    """
    if not header:
        return 401
    # Bytes, because compare_digest refuses text that is not ASCII.
    expected = signature(body, secret).encode()
    return 0 if hmac.compare_digest(header.encode(errors="replace"), expected) else 403
