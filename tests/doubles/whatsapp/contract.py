"""What Meta accepts in `/messages`: its own OpenAPI file where it is at hand, and always the limits of its pages.

The file does not validate its own examples as it stands. Repairs, made when it is loaded:

1. each message is `allOf: [Base…, {additionalProperties: false}]`, which contradicts itself: the two are merged;
2. the schema is chosen by `type` instead of by `oneOf`;
3. incoming messages point to the schemas for sending: only the examples of webhooks are used;
4. `recipient_type` and `to` are optional (a text has neither in one example; a BSUID goes in `recipient`).

The file holds the limits of interactive messages but not those of texts and captions, which are written here.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator, RefResolver

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT.parent / "shared" / "contratos" / "whatsapp-business-messaging-v23.0.yaml"

KINDS = ("text", "interactive", "image", "document", "audio", "video", "sticker", "location", "reaction", "contacts")
TOP = {"messaging_product", "recipient_type", "to", "recipient", "type", "context"}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Meta's OpenAPI file, or nothing where it is not at hand."""
    if not FILE.exists():
        return {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), loader)
    return loaded


def examples(path: str) -> dict[str, Any]:
    """The examples of requests to `path` in Meta's file, by name."""
    if not document():
        return {}
    content = document()["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in content["examples"].items()}


@lru_cache(maxsize=16)
def _validator(kind: str) -> Draft7Validator | None:
    if not document() or kind not in KINDS:
        return None
    schemas = document()["components"]["schemas"]
    base, own = (
        schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        for part in schemas[f"{kind.capitalize()}Message"]["allOf"]
    )
    merged = {
        "type": "object",
        "properties": {**base["properties"], **own["properties"], "recipient": {"type": "string"}},
        "required": ["messaging_product", "type", *own["required"]],
        "additionalProperties": False,
        "anyOf": [{"required": ["to"]}, {"required": ["recipient"]}],
    }
    return Draft7Validator(merged, resolver=RefResolver("", document()))


def refusals(message: dict[str, Any]) -> list[str]:
    """Why Meta would refuse `message`; empty if it would take it."""
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        return [f"type {kind!r}"]
    validator = _validator(kind)
    schema = [error.message for error in validator.iter_errors(message)] if validator else []
    return schema + list(_shape(message, kind)) + list(_limits(message.get(kind), kind))


def _shape(message: dict[str, Any], kind: str) -> list[str]:
    found = [f"unknown {key}" for key in message if key not in TOP | {kind}]
    if message.get("messaging_product") != "whatsapp":
        found.append("messaging_product")
    if not message.get("to") and not message.get("recipient"):
        found.append("nobody to send it to")
    return found


def _limits(content: Any, kind: str) -> list[str]:
    if kind == "contacts":
        return []
    if not isinstance(content, dict):
        return [f"{kind} is missing"]
    if kind == "text":
        return _length("text body", content.get("body"), 4096, least=1)
    if kind in ("image", "document", "video"):
        one = [] if ("id" in content) != ("link" in content) else ["id or link, one of them"]
        return one + _length("caption", content.get("caption", ""), 1024)
    return _interactive(content) if kind == "interactive" else []


def _interactive(content: dict[str, Any]) -> list[str]:
    found = _length("body", content.get("body", {}).get("text"), 1024, least=1)
    found += _length("footer", content.get("footer", {}).get("text", ""), 60)
    header = content.get("header", {})
    found += _length("header", header.get("text", ""), 60)
    action = content.get("action", {})
    if content.get("type") == "button":
        replies = [button.get("reply", {}) for button in action.get("buttons", [])]
        found += _count("buttons", replies, 3) + _unique("button titles", [one.get("title") for one in replies])
        for one in replies:
            found += _length("button title", one.get("title"), 20, least=1) + _id("button id", one.get("id"), 256)
    elif content.get("type") == "list":
        if header.get("type", "text") != "text":
            found.append("a list takes a header of text only")
        sections = action.get("sections", [])
        replies = [row for section in sections for row in section.get("rows", [])]
        found += _count("sections", sections, 10) + _count("rows", replies, 10)
        found += _length("list button", action.get("button"), 20, least=1)
        for section in sections:
            found += _length("section title", section.get("title", ""), 24)
        for one in replies:
            found += _length("row title", one.get("title"), 24, least=1) + _id("row id", one.get("id"), 200)
            found += _length("row description", one.get("description", ""), 72)
    else:
        return [f"interactive type {content.get('type')!r}"]
    return found + _unique("ids", [one.get("id") for one in replies])


def _length(what: str, text: Any, most: int, least: int = 0) -> list[str]:
    if not isinstance(text, str):
        return [f"{what} is missing"]
    units = len(text.encode("utf-16-le")) // 2
    return [] if least <= units <= most and (text.strip() or not least) else [f"{what} has {units}"]


def _id(what: str, text: Any, most: int) -> list[str]:
    edges = [f"{what} has spaces at its edges"] if isinstance(text, str) and text != text.strip() else []
    return edges + _length(what, text, most, least=1)


def _count(what: str, rows: list[Any], most: int) -> list[str]:
    return [] if 1 <= len(rows) <= most else [f"{len(rows)} {what}"]


def _unique(what: str, values: list[Any]) -> list[str]:
    return [] if len(set(values)) == len(values) else [f"{what} repeated"]
