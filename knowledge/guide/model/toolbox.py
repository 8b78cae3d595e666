"""Connectivity levels and ICT tools, as data."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.guide.model.questions import Citation


@dataclass(frozen=True)
class Tool:
    """An ICT tool for a stage: from which connectivity level it works and what to do with less."""

    category: str
    example: str
    why: str
    level: str  # key of a `ConnectivityLevel`
    low_cost: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class ConnectivityLevel:
    """N0–N3: what the bandwidth allows and what to use."""

    key: str
    title: str
    allows: str
    advice: str


@dataclass(frozen=True)
class ToolCategory:
    """A kind of tool, free examples, and what to do without a server."""

    key: str
    title: str
    free: str
    no_server: str
    note: str
    citations: tuple[Citation, ...] = ()
    own_design: bool = False


@dataclass(frozen=True)
class Toolbox:
    """Connectivity levels, kinds of tools, and the minimum controls for every stage."""

    levels: tuple[ConnectivityLevel, ...] = ()
    categories: tuple[ToolCategory, ...] = ()
    controls: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
