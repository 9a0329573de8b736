"""The value of an encrypted field: shown masked everywhere, plain only against a grant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from baigong.foundation.privacy import kinds
from baigong.foundation.privacy.envelope import seal, unseal
from baigong.foundation.privacy.errors import RevealRefused, SealBroken

UNBOUND = "［密文］"


@dataclass(frozen=True, slots=True)
class RevealGrant:
    """Leave to read named cells, made by `baigong.foundation.audit.reveal` after its audit row is written."""

    audit_id: str
    purpose: str
    cells: frozenset[tuple[str, str]]
    """Pairs of a field's logical name and a row id."""


class Secret:
    """One personal value, typed in (plain, in memory) or read from the database (sealed).

    `str`, `format`, templates: the masked form. `repr`: neither. JSON and pickle: refused for a plain one.
    """

    __slots__ = ("_kind", "_name", "_plain", "_row_id", "_sealed")

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        row_id: str | None = None,
        plain: str | None = None,
        sealed: bytes | None = None,
    ) -> None:
        self._name, self._kind, self._row_id = name, kind, row_id
        self._plain, self._sealed = plain, sealed

    @property
    def name(self) -> str:
        """The logical name of the field it belongs to."""
        return self._name

    @property
    def row_id(self) -> str | None:
        """The row it belongs to, once known."""
        return self._row_id

    @property
    def is_fresh(self) -> bool:
        """Whether it was typed in (or already opened) and so can be indexed without the key of the field."""
        return self._plain is not None

    def bound_to(self, row_id: object) -> Secret:
        """Return it as a value of this row; raises `SealBroken` when it belongs to another."""
        wanted = str(row_id)
        if self._row_id == wanted:
            return self
        if self._row_id is not None and self._sealed is not None:
            raise SealBroken(f"“{self._name}”属于行号{self._row_id}，不能放进{wanted}。请重新录入。")
        return Secret(self._name, self._kind, row_id=wanted, plain=self._plain, sealed=self._sealed)

    def sealed_for(self, row_id: str) -> bytes:
        """Return the envelope for a row; one that is bound to another row is refused as by `bound_to`."""
        if self._row_id is None and self._sealed is None and self._plain is not None:
            return seal(self._name, row_id, self._plain.encode())
        return self.bound_to(row_id).sealed_bytes()

    def sealed_bytes(self) -> bytes:
        """Return the envelope for the database, sealing it first when it was typed in."""
        if self._sealed is None:
            if self._row_id is None or self._plain is None:
                raise SealBroken(f"“{self._name}”还不知道属于哪一行，不能加密。请逐行保存。")
            self._sealed = seal(self._name, self._row_id, self._plain.encode())
        return self._sealed

    def reveal_for(self, grant: RevealGrant) -> str:
        """Return the plain text to the holder of a grant that names this row and field."""
        if not isinstance(grant, RevealGrant) or (self._name, self._row_id or "") not in grant.cells:
            raise RevealRefused(f"没有查看“{self._name}”原文的许可。请先写明用途，再查看。")
        return open_inside(self)

    def __str__(self) -> str:
        if self._plain is None and self._row_id is None:
            return UNBOUND
        return kinds.mask(self._kind, open_inside(self))

    def __repr__(self) -> str:
        return f"<Secret {self._name}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self._sealed is None:
            raise RevealRefused(f"“{self._name}”还没加密，不能放进缓存或队列。")
        return _restored, (self._name, self._kind, self._row_id, self._sealed)

    def __iter__(self) -> NoReturn:
        raise RevealRefused(f"“{self._name}”不能逐字读取。请先写明用途，再查看。")


def _restored(name: str, kind: str, row_id: str | None, sealed: bytes) -> Secret:
    return Secret(name, kind, row_id=row_id, sealed=sealed)


def open_inside(secret: Secret) -> str:
    """Return the plain text for machinery that shows it to nobody (mask, index, re-seal)."""
    if secret._plain is not None:
        return secret._plain
    if secret._row_id is None or secret._sealed is None:
        raise SealBroken(f"“{secret._name}”还不知道属于哪一行，打不开。请连行号一起读取。")
    return unseal(secret._name, secret._row_id, secret._sealed).decode()
