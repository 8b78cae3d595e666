"""The agreements by columns in memory, so that asking anything of a million of them costs what asking a thousand does.

Each agreement is a position, in the order of the lists. What is asked about it stands twice: as a small number at that
position, which a ranking counts, and as the set of the positions that have each value, which filters intersect. It is
the one way that serves every combination of filters; in SQL each would want an index and a table of totals of its own.
`column_storage` makes them at the end of an import and reads them again when they have changed.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import accumulate
from operator import and_, or_
from typing import Any, Literal, Optional

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap  # a set of positions

Order = Literal["recientes", "antiguos"]

# What a column holds; «source» is the source and its address.
NAMES = ("state", "municipality", "country", "city", "region", "kind", "source")


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
    _having: dict[str, dict[str, BitMap]] = field(default_factory=dict)
    _about: dict[tuple[str, ...], BitMap] = field(default_factory=dict)

    def where(
        self,
        equal: Mapping[str, Optional[str]],
        *,
        topics: Iterable[str] = (),
        since: Optional[int] = None,
        until: Optional[int] = None,
    ) -> list[BitMap]:
        """A set for each thing asked: the values of `equal`, any of `topics`, a year from `since` to `until`.

        Those meant are in all of them. The smallest comes first; when nothing is asked, it is that of all.
        """
        asked = [self._with(name, value) for name, value in equal.items() if value]
        if since or until:
            first = bisect_left(self.years, since or 0) + 1
            last = bisect_right(self.years, until) if until else len(self.years)
            asked.append(self._signed(first, last))
        if topics := tuple(topics):
            asked.append(self._on(topics))
        return sorted(asked, key=len) or [self._all]

    def page(self, chosen: BitMap, offset: int, limit: int, order: Optional[Order] = None) -> list[str]:
        """Ids of those chosen, `limit` from the one at `offset` on, in the order asked or that of the lists."""
        stop = min(offset + limit, len(chosen))
        positions: Iterable[int] = chosen[min(offset, stop) : stop]
        if order is not None:
            positions = (self._newest if order == "recientes" else self._oldest)(chosen, stop)[offset:]
        return [self.ids[position].decode() for position in positions]

    def tally(self, chosen: BitMap, name: str) -> list[tuple[str, int]]:
        """How many of those chosen have each value of a column, for those that any has."""
        numbers = self.numbers[name]
        if len(chosen) < len(numbers):
            numbers = numbers[_positions(chosen)]
        totals = np.bincount(numbers, minlength=len(self.values[name]))
        return [(self.values[name][number], int(totals[number])) for number in np.flatnonzero(totals)]

    @cached_property
    def _all(self) -> BitMap:
        return BitMap(range(len(self.ids)))

    def _signed(self, first: int, last: int) -> BitMap:
        if first < last:
            return self._signed_until[last] - self._signed_until[first - 1]
        return self._signed_in[first] if first == last else BitMap()

    @cached_property
    def _signed_in(self) -> list[BitMap]:
        return _by_number(self.year, len(self.years) + 1)

    @cached_property
    def _signed_until(self) -> list[BitMap]:
        """Those whose year nobody gives; and with them, those signed until the first year, the second and so on."""
        return list(accumulate(self._signed_in, or_))

    @cached_property
    def _rank(self) -> NDArray[np.intp]:
        """The place in `newest` of each position."""
        rank = np.empty_like(self.newest)
        rank[self.newest] = np.arange(len(rank))
        return rank

    def _with(self, name: str, value: str) -> BitMap:
        if name not in self._having:
            values = self.values[name]
            self._having[name] = dict(zip(values, _by_number(self.numbers[name], len(values)), strict=True))
        return self._having[name].get(value) or BitMap()

    def _on(self, topics: tuple[str, ...]) -> BitMap:
        known = tuple(topic for topic in topics if topic in self.topics)
        if known not in self._about:  # a few are asked for over and over
            self._about[known] = BitMap().union(*(_bitmap(self.topics[topic]) for topic in known))
        return self._about[known]

    def _newest(self, chosen: BitMap, wanted: int) -> NDArray[np.intp]:
        """Positions of the `wanted` signed last."""
        # Only those of as many of the last years as it takes are put in order.
        years = self._signed_until[:-1]
        enough = bisect_right(years, -wanted, key=lambda before: -chosen.difference_cardinality(before))
        if enough:
            chosen = chosen - years[enough - 1]
        ranks = self._rank[_positions(chosen)]
        if wanted < len(ranks):
            ranks = np.partition(ranks, wanted)[:wanted]
        return self.newest[np.sort(ranks)]

    def _oldest(self, chosen: BitMap, wanted: int) -> NDArray[np.intp]:
        """Positions of the `wanted` signed first; those whose year nobody gives come after all the others."""
        undated = self._signed_until[0]
        dated = chosen - undated
        enough = bisect_left(self._signed_until, wanted, key=dated.intersection_cardinality)
        if enough < len(self._signed_until):
            dated = dated & self._signed_until[enough]
        ranks = np.sort(self._rank[_positions(dated)])[::-1]
        return np.concatenate([self.newest[ranks], _positions(chosen & undated)])[:wanted]


def together(sets: list[BitMap]) -> BitMap:
    """Those that are in all the sets."""
    return reduce(and_, sets)


def count_together(sets: list[BitMap]) -> int:
    """How many are in all the sets.

    What two large sets have in common takes ten times as long to write out as to count, so the last two of three are
    joined instead: those in the first and in either of them are those it shares with each, less those in all three.
    """
    if len(sets) < 3:
        return sets[0].intersection_cardinality(sets[-1])
    *most, one, other = sets
    chosen = together(most)
    shared = chosen.intersection_cardinality(one) + chosen.intersection_cardinality(other)
    return shared - chosen.intersection_cardinality(one | other)


def _by_number(numbers: NDArray[Any], known: int) -> list[BitMap]:
    """The positions that have each number from 0 to `known` - 1."""
    ends = np.cumsum(np.bincount(numbers, minlength=known))
    parts = np.split(np.argsort(numbers, kind="stable"), ends[:-1])
    return [_bitmap(positions) for positions in parts[:known]]  # of no agreements, NumPy makes one part


def _bitmap(positions: NDArray[Any]) -> BitMap:
    return BitMap(array("I", positions.astype(np.uint32).tobytes()))  # a buffer is read at once, a NumPy array is not


def _positions(chosen: BitMap) -> NDArray[np.uint32]:
    return np.frombuffer(chosen.to_array(), dtype=np.uint32)
