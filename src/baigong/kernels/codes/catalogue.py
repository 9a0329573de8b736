"""One official table of codes: look up, walk up and down, search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from .errors import CodesError


@dataclass(frozen=True, slots=True)
class Code:
    """One row of an official table.

    scheme: which table; parent: the code above, None at the top; level: 1 at the top;
    aliases: other names people use; marks, definition, tasks: what the occupation table adds.
    """

    scheme: str
    code: str
    label: str
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    level: int = 1
    marks: frozenset[str] = frozenset()
    definition: str = ""
    tasks: tuple[str, ...] = ()


class Catalogue:
    """The rows of one scheme in their official order. Not changed after it is made."""

    def __init__(self, scheme: str, codes: Iterable[Code]) -> None:
        self.scheme = scheme
        self._by_code: dict[str, Code] = {}
        self._children: dict[str | None, list[Code]] = {}
        for code in codes:
            if code.code in self._by_code:
                raise CodesError("duplicate", f"代码{code.code}出现了两次，请只留一行。")
            self._by_code[code.code] = code
            self._children.setdefault(code.parent, []).append(code)
        self._refuse_orphans()

    def _refuse_orphans(self) -> None:
        for parent, children in self._children.items():
            if parent is not None and parent not in self._by_code:
                raise CodesError("orphan", f"代码{children[0].code}的上级{parent}不在表里，请补上或改正。")
        reached = list(self._children.get(None, ()))
        for code in reached:  # grows as it goes: everything that hangs under the top
            reached.extend(self._children.get(code.code, ()))
        if len(reached) < len(self._by_code):
            strays = self._by_code.keys() - {code.code for code in reached}
            raise CodesError("cycle", f"代码{min(strays)}的上级绕回了自己，请改正上级一列。")

    def __iter__(self) -> Iterator[Code]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Code | None:
        """The row of a code, or None."""
        return self._by_code.get(code)

    def __getitem__(self, code: str) -> Code:
        """The row of a code; an unknown one is refused with a sentence."""
        found = self._by_code.get(code)
        if found is None:
            raise CodesError("unknown", f"代码表里没有{code}，请核对代码。")
        return found

    def children(self, code: str | None = None) -> tuple[Code, ...]:
        """The rows right below a code; of None, the rows at the top."""
        return tuple(self._children.get(code, ()))

    def ancestors(self, code: str) -> tuple[Code, ...]:
        """The rows above a code, from the top down, without itself."""
        above: list[Code] = []
        parent = self[code].parent
        while parent is not None:
            above.append(self[parent])
            parent = above[-1].parent
        return tuple(reversed(above))

    def descendants(self, code: str) -> Iterator[Code]:
        """Every row below a code, each parent before its children."""
        for child in self.children(code):
            yield child
            yield from self.descendants(child.code)

    def path_label(self, code: str, joint: str = "") -> str:
        """The names from the top down to the code, joined."""
        return joint.join(each.label for each in (*self.ancestors(code), self[code]))

    def search(self, text: str, limit: int = 20) -> tuple[Code, ...]:
        """Rows for what someone typed: the code, the name, another name, then beginnings, then parts.

        Within one kind of hit the shorter name comes first, then the smaller code.
        """
        wanted = _folded(text)
        if not wanted:
            return ()
        hits = [entry for entry in self._entries if wanted in entry.haystack]
        hits.sort(key=lambda entry: (_rank(entry, wanted), len(entry.code.label), entry.code.code))
        return tuple(entry.code for entry in hits[:limit])

    @cached_property
    def _entries(self) -> tuple["_Entry", ...]:
        """The rows made ready for search, once, at the first search."""
        return tuple(_Entry.of(code) for code in self)


@dataclass(frozen=True, slots=True)
class _Entry:
    code: Code
    names: tuple[str, ...]
    numbers: tuple[str, str]
    haystack: str

    @classmethod
    def of(cls, code: Code) -> "_Entry":
        names = tuple(_folded(name) for name in (code.label, *code.aliases))
        numbers = (code.code.casefold(), code.code.casefold().replace("-", ""))
        return cls(code, names, numbers, "\n".join((*names, *numbers)))


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold().replace(" ", "")


def _rank(entry: _Entry, wanted: str) -> int:
    label = entry.names[0]
    order = (
        wanted in entry.numbers,
        wanted == label,
        wanted in entry.names,
        label.startswith(wanted) or any(number.startswith(wanted) for number in entry.numbers),
        wanted in label,
    )
    return order.index(True) if True in order else len(order)
