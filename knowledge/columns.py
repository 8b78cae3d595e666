"""The agreements by columns in memory, so that asking anything of a million of them costs what asking a thousand does.

Each agreement is a position, in the order of the lists, and each thing that is asked about it a small number at that
position: filters are comparisons of whole columns, a count is how many are left, a ranking how often each number is
there. It is the one way that serves every combination of filters; in SQL each would want an index and a table of totals
of its own. `knowledge.column_storing` makes them at the end of an import and reads them again when they have changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]  # at each position, whether the agreement is among those meant

# What a column holds; «source» is the source and its address.
NAMES = ("state", "municipality", "country", "city", "region", "kind", "source")
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Columns:
    """All the agreements.

    Attributes:
        ids: Their ids, in the order of the lists.
        values: What each number of a column stands for, by the column's name; "" is what nobody gives.
        numbers: The columns.
        years: The years of signature that there are, in order.
        year: The place in `years` of each agreement's, counted from 1; 0 where nobody gives it.
        newest: Positions in the order of signature, the last ones first.
        topics: Positions of the agreements of each stored topic.
    """

    ids: NDArray[np.bytes_]
    values: Mapping[str, list[str]]
    numbers: Mapping[str, NDArray[Any]]
    years: list[int]
    year: NDArray[Any]
    newest: NDArray[np.intp]
    topics: Mapping[str, NDArray[np.uint32]]
    _kept: dict[tuple[str, ...], Mask] = field(default_factory=dict)

    @cached_property
    def _number_of(self) -> dict[str, dict[str, int]]:
        return {name: {value: number for number, value in enumerate(known)} for name, known in self.values.items()}

    def where(
        self,
        equal: Mapping[str, Optional[str]],
        *,
        topics: Iterable[str] = (),
        since: Optional[int] = None,
        until: Optional[int] = None,
    ) -> Mask | None:
        """Which agreements have the values of `equal`, any of `topics`, and a year from `since` to `until`.

        None stands for all of them, when nothing is asked.
        """
        masks: list[Mask] = []
        for name, value in equal.items():
            if value:
                # No column has the number 1 + the last one: what nobody has is nowhere.
                masks.append(self.numbers[name] == self._number_of[name].get(value, len(self.values[name])))
        if since or until:
            first = bisect_left(self.years, since or 0) + 1
            last = bisect_right(self.years, until) if until else len(self.years)
            masks.append(self.year - first <= last - first)  # unsigned: what is before the first is far beyond the last
        if topics := tuple(topics):
            masks.append(self._about(topics))  # at the end: what is kept is not written on
        for mask in masks[1:]:
            masks[0] &= mask
        return masks[0] if masks else None

    def _about(self, topics: tuple[str, ...]) -> Mask:
        known = tuple(topic for topic in topics if topic in self.topics)
        if known not in self._kept:  # a few are asked for over and over
            mask = np.zeros(len(self.ids), dtype=bool)
            for topic in known:
                mask[self.topics[topic]] = True
            self._kept[known] = mask
        return self._kept[known]

    def count(self, mask: Mask | None) -> int:
        """How many are meant."""
        return len(self.ids) if mask is None else int(np.count_nonzero(mask))

    def page(self, mask: Mask | None, offset: int, limit: int, *, newest: bool) -> list[str]:
        """Ids of those meant, `limit` from the one at `offset` on, in the order of the lists or the newest first."""
        found = np.empty(0, dtype=np.intp)
        for start in range(0, len(self.ids), _BLOCK):  # the first ones are mostly near
            stop = min(start + _BLOCK, len(self.ids))
            if newest:
                block = self.newest[start:stop]
                hits = block if mask is None else block[mask[block]]
            else:
                hits = np.arange(start, stop) if mask is None else np.flatnonzero(mask[start:stop]) + start
            found = np.concatenate([found, hits])
            if len(found) >= offset + limit:
                break
        return [key.decode() for key in self.ids[found[offset : offset + limit]]]

    def tally(self, mask: Mask | None, name: str) -> list[tuple[str, int]]:
        """How many of those meant have each value of a column, for those that any has."""
        numbers = self.numbers[name] if mask is None else self.numbers[name][mask]
        totals = np.bincount(numbers, minlength=len(self.values[name]))
        return [(self.values[name][number], int(totals[number])) for number in np.flatnonzero(totals)]
