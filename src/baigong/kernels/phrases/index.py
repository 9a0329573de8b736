"""All pairs of neighbouring characters of many texts, with their places, in three plain arrays."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_END = 0x0A  # between two texts; no phrase holds it


def fold(text: str) -> str:
    """Return `text` as it is compared: one width, one case, no breaks of lines."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\n", "\t")


def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


class PhraseIndex:
    """Texts in the order given; costs about five bytes a character."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Read the texts, folded.

        :param texts: without a limit of length; together at most 2³² characters.
        """
        units = _units("\n".join(["", *(fold(text) for text in texts), ""]))
        self._ends: NDArray[np.int64] = np.flatnonzero(units == _END)[1:]
        pairs = units[:-1].astype(np.uint64) << np.uint64(16) | units[1:]
        keys = pairs << np.uint64(32) | np.arange(len(pairs), dtype=np.uint64)
        keys.sort()
        self._places: NDArray[np.uint32] = keys.astype(np.uint32)
        self._pairs, starts = np.unique((keys >> np.uint64(32)).astype(np.uint32), return_index=True)
        self._starts: NDArray[np.int64] = np.append(starts, len(keys))

    def __len__(self) -> int:
        return len(self._ends)

    def holding(self, phrase: str) -> NDArray[np.bool_]:
        """Return for each text whether the phrase stands in it; an empty phrase stands everywhere."""
        found = np.zeros(len(self), dtype=np.bool_)
        wanted = _units(fold(phrase))
        if not len(wanted):
            return ~found
        if _END in wanted:
            return found
        places = self._single(int(wanted[0])) if len(wanted) == 1 else self._chain(wanted)
        found[np.searchsorted(self._ends, places)] = True
        return found

    def _single(self, unit: int) -> NDArray[np.uint32]:
        """Return where a character stands: first of all pairs that begin with it."""
        first, last = np.searchsorted(self._pairs, [unit << 16, (unit << 16) + 0x10000])
        return self._places[self._starts[first] : self._starts[last]]

    def _pair(self, pair: int) -> NDArray[np.uint32]:
        at = int(np.searchsorted(self._pairs, pair))
        if at == len(self._pairs) or self._pairs[at] != pair:
            return self._places[:0]
        return self._places[self._starts[at] : self._starts[at + 1]]

    def _chain(self, wanted: NDArray[np.uint16]) -> NDArray[np.int64]:
        """Return where the phrase begins: the rarest pair's places, kept where the others stand beside."""
        offsets = sorted({*range(0, len(wanted) - 1, 2), len(wanted) - 2})
        lists = [(self._pair(int(wanted[k]) << 16 | int(wanted[k + 1])), k) for k in offsets]
        lists.sort(key=lambda found: len(found[0]))
        rarest, shift = lists[0]
        begins: NDArray[np.int64] = rarest.astype(np.int64) - shift
        for places, offset in lists[1:]:
            if not len(places) or not len(begins):
                return begins[:0]
            at = np.searchsorted(places, begins + offset)
            at[at == len(places)] = 0
            begins = begins[places[at] == begins + offset]
        return begins
