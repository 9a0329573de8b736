"""Where the rows of ledgers come from: which sources there are and which fields each may be asked for."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from baigong.domains.placements.ledger_rows import FIELDS as HIRE_FIELDS
from baigong.domains.placements.ledger_rows import hires
from baigong.domains.places.declared_rows import PLACE_FIELDS, declared_rows, fields_of
from baigong.domains.reports.weekly_needs import FIELDS as WEEKLY_FIELDS
from baigong.domains.reports.weekly_needs import weekly_needs
from baigong.domains.reports.widening import Rows, Widening, widened
from baigong.domains.reports.widenings import WIDENINGS
from baigong.domains.shortages.ledger_rows import FIELDS as SHORTAGE_FIELDS
from baigong.domains.shortages.ledger_rows import shortage_list
from baigong.domains.workers.ledger_rows import FIELDS as SUPPLY_FIELDS
from baigong.domains.workers.ledger_rows import supply_list
from baigong.foundation.exchange.declared import DeclaredList, declared_lists

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Source:
    """Where a ledger's rows come from: what it counts, the fields it may ask for, and which rows open where.

    `object_kind` is what one row is (a need, a registration, the name of a declared list); `shown` names the
    fields of a row behind a figure; `more` are fields of other facts, looked up only where they are asked for.
    """

    label: str
    fields: Mapping[str, str]
    rows: Rows
    object_kind: str
    shown: tuple[str, ...]
    more: tuple[Widening, ...] = ()

    def rows_with(self, fields: Collection[str]) -> Rows:
        """Return the rows with these of the further fields, whatever else stands in them."""
        return widened(self.rows, [each for each in self.more if not each.fields.keys().isdisjoint(fields)])


_NEED_SHOWN = ("organisation_name", "label", "town_label", "headcount")
_OWN: Mapping[str, Source] = {
    "shortages.shortage_list": Source("缺工", SHORTAGE_FIELDS, shortage_list, "need", _NEED_SHOWN),
    "reports.weekly_needs": Source("本周缺工", WEEKLY_FIELDS, weekly_needs, "need", _NEED_SHOWN),
    "workers.supply_list": Source(
        "求职人员登记",
        SUPPLY_FIELDS,
        supply_list,
        "registration",
        ("name", "town_label", "work_state_label", "occupation_text"),
    ),
    "placements.hires": Source(
        "录用和凭据", HIRE_FIELDS, hires, "engagement", ("person_name", "organisation_name", "starts_on")
    ),
}


@functools.lru_cache(maxsize=1)
def sources() -> Mapping[str, Source]:
    """Return every source by name; each declared list is one under its own name (`lists.facilities` …)."""
    declared = {f"lists.{name}": _declared(spec) for name, spec in declared_lists().items()}
    return {name: _wider(name, source) for name, source in {**_OWN, **declared}.items()}


def _wider(name: str, source: Source) -> Source:
    more = WIDENINGS.get(name, ())
    fields = dict(source.fields)
    for each in more:
        fields |= each.fields
    return replace(source, fields=fields, more=more)


def _declared(spec: DeclaredList) -> Source:
    fields = fields_of(spec)
    shown = [name for name in fields if name not in PLACE_FIELDS][:_SHOWN]
    return Source(spec.title, fields, functools.partial(declared_rows, spec), spec.name, tuple(shown))
