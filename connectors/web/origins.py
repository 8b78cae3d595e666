"""From which pages the browser may talk to us (Fetch standard, CORS protocol), and what our own pages may do."""

from __future__ import annotations

from collections.abc import Iterable

# Nothing from elsewhere, nothing inline, and no text ever becomes a script (Trusted Types).
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {frames}; require-trusted-types-for 'script'; trusted-types 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not «no-referrer»: with it, browsers send our own forms with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def is_allowed(origin: str, host: str, sites: Iterable[str]) -> bool:
    """Whether a page of `origin` may use the widget: our own pages, and the registered sites.

    Args:
        origin: Header «Origin».
        host: Header «Host»; only the scheme may differ, because a proxy in front speaks https for us.
    """
    return origin in sites or is_own(origin, host)


def is_own(origin: str, host: str) -> bool:
    """Whether `origin` is this server's."""
    return bool(host) and origin in (f"http://{host}", f"https://{host}")


def cross_origin(origin: str) -> dict[str, str]:
    """Headers that let a page of `origin`, already allowed, read an answer; without cookies."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Expose-Headers": "retry-after",
        "Access-Control-Max-Age": "7200",
        "Vary": "Origin",
    }


def page_headers(sites: Iterable[str], *, framed: bool = False) -> dict[str, str]:
    """Headers of our own pages.

    Args:
        framed: The registered sites may show it in a frame.
    """
    frames = " ".join(["'self'", *sites]) if framed else "'none'"
    return {**ALWAYS, "Content-Security-Policy": _POLICY.format(frames=frames)}
