"""Which place a text in a list means, looked for below one place only."""

from __future__ import annotations

import re
from collections import defaultdict
from uuid import UUID

from baigong.domains.places.models import Place
from baigong.domains.places.selectors import former_names_below, places_below
from baigong.kernels.codes import heirs, known_successions

_ENDING = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|街道办事处|街道|镇|乡|村|县|市|区)$")


class PlaceNotFoundError(ValueError):
    """The text names no place below, or several; the sentence says which it could be."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def bare_name(name: str) -> str:
    """Return a place's name without its generic ending (石桥镇 → 石桥), or whole when nothing would be left."""
    bare = _ENDING.sub("", name)
    return bare if len(bare) >= 2 else name


class PlaceFinder:
    """The places below one path, found by name or code. Made once for a file, asked for each row."""

    def __init__(self, path: str) -> None:
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        self._by_id: dict[UUID | None, Place] = {}
        self._answers: dict[str, Place] = {}
        for place in places_below(path):
            self._by_id[place.id] = place
            for name in {place.name, bare_name(place.name), place.code}:
                self._by_name[name].append(place)
        self._abolished: dict[str, list[Place]] = {}
        self._add_former(path)
        self.longest = max((len(name) for name in self._by_name), default=0)

    def _add_former(self, path: str) -> None:
        """Let the names and codes of before be found too, where nothing of today has them."""
        former: dict[str, dict[UUID, Place]] = defaultdict(dict)
        codes = set()
        for name, code, place in former_names_below(path):
            codes.add(code)
            for each in filter(None, (name, bare_name(name), code)):
                former[each][place.id] = place
        for code in set(known_successions()) - set(former):
            codes.add(code)
            former[code] = {place.id: place for heir in heirs(code) for place in self._by_name.get(heir, ())}
        for each in set(former) - set(self._by_name):
            if former[each]:
                self._by_name[each] = list(former[each].values())
                if each in codes:
                    self._abolished[each] = self._by_name[each]

    def note(self, text: str) -> str:
        """Return what to tell of a text that was found by a division code no longer in force, "" for any other."""
        joined = "".join(text.split())
        for part in sorted(_parts(joined, self.longest) & self._abolished.keys()):
            begins_there = re.search(rf"(?<!\d){re.escape(part)}", joined)  # no digits amid a longer code
            if begins_there and len(self._abolished[part]) == 1:
                place = self._abolished[part][0]
                return f"区划代码{part}已经撤销，按现在的{place.name}（{place.code}）认。请核对。"
        return ""

    def find(self, text: str) -> Place:
        """Return the lowest place the text names; towns named beside a village tell villages apart.

        :raises PlaceNotFoundError: when none or more than one fits.
        """
        if text not in self._answers:
            self._answers[text] = self._find("".join(text.split()))
        return self._answers[text]

    def _find(self, text: str) -> Place:
        named = {
            place.id: place for part in _parts(text, self.longest) for place in self._by_name.get(part, ())
        }
        if not named:
            raise PlaceNotFoundError("place", f"在您管的地方里没有找到“{text[:20]}”。请核对镇村名称。")
        deepest = [
            place for place in named.values() if not any(o.parent_id == place.id for o in named.values())
        ]
        scored = sorted(
            ((self._named_above(place, named), place) for place in deepest), key=lambda each: -each[0]
        )
        best = [place for score, place in scored if score == scored[0][0]]
        if len(best) > 1:
            best = [place for place in best if place.name == text] or best
        if len(best) > 1:
            listed = "、".join(self._with_parent(place) for place in best[:3])
            raise PlaceNotFoundError(
                "place_ambiguous", f"“{text[:20]}”有{len(best)}处：{listed}。请写上镇名。"
            )
        return best[0]

    def _named_above(self, place: Place, named: dict[UUID, Place]) -> int:
        count, above = 0, self._by_id.get(place.parent_id)
        while above is not None:
            count += above.id in named
            above = self._by_id.get(above.parent_id)
        return count

    def _with_parent(self, place: Place) -> str:
        parent = self._by_id.get(place.parent_id)
        return f"{parent.name if parent else ''}{place.name}"


def _parts(text: str, longest: int) -> set[str]:
    """Return every piece of the text long enough to be a name."""
    return {
        text[start:end]
        for start in range(len(text))
        for end in range(start + 2, min(len(text), start + longest) + 1)
    }
