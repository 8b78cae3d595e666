"""How often something that fails, nobody knows why, is taken again before it is set aside."""

from __future__ import annotations

from collections import Counter

MOST = 3  # times that it is taken
_REMEMBERED = 1_000


class Tries:
    """What failed may pass, and must not hold up the rest for ever."""

    def __init__(self) -> None:
        """Begin with nothing that failed."""
        self._failed: Counter[str] = Counter()

    def once_more(self, name: str) -> bool:
        """What is called `name` has failed: whether it is worth another try."""
        if len(self._failed) >= _REMEMBERED:
            self._failed.clear()
        self._failed[name] += 1
        return self._failed[name] < MOST
