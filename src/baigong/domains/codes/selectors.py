"""Questions about code lists; code lists are open to everybody."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from baigong.domains.codes.models import Code
from baigong.foundation.freshness.keeping import forget, kept_until_news
from baigong.kernels.codes import Catalogue, education_levels, industries, occupations, skill_levels
from baigong.kernels.codes import Code as Entry

OFFICIAL: Mapping[str, Callable[[], Catalogue]] = {
    "occupation": occupations,
    "industry": industries,
    "education": education_levels,
    "skill": skill_levels,
}

# The topic of what an adopted plan changes: its code lists here, its files in `policies`.
PLANS = "plans"
# One wording of a code: its first day, the first day it no longer holds, its words.
_Era = tuple[datetime.date, datetime.date | None, str]


@kept_until_news(PLANS, 64)
def labels(scheme: str) -> dict[str, str]:
    """Return code → label of one scheme, as now in force. The answer is shared: do not change it."""
    codes = Code.objects.filter(scheme=scheme, valid_to__isnull=True).order_by("position", "code")
    return dict(codes.values_list("code", "label"))


@kept_until_news(PLANS, 64)
def own_parents(scheme: str) -> dict[str, str]:
    """Return code → the code it belongs under, for what the office entered itself in one scheme."""
    codes = Code.objects.filter(scheme=scheme, valid_to__isnull=True).exclude(entered_by="")
    return dict(codes.values_list("code", "parent_code"))


@kept_until_news(PLANS, 64)
def _eras(scheme: str) -> dict[str, tuple[_Era, ...]]:
    found: dict[str, list[_Era]] = defaultdict(list)
    codes = Code.objects.filter(scheme=scheme).order_by("position", "code", "valid_from")
    for each in codes:
        found[each.code].append((each.valid_from, each.valid_to, each.label))
    return {code: tuple(eras) for code, eras in found.items()}


@kept_until_news(PLANS, 1024)
def labels_on(scheme: str, on: datetime.date) -> dict[str, str]:
    """Return code → label as the list was worded on a day; before its first wording a code reads by that one.

    A code that had ended keeps its last words, so that old rows stay readable. The answer is shared: do not
    change it.
    """
    return {code: _worded(eras, on) for code, eras in _eras(scheme).items()}


def _worded(eras: tuple[_Era, ...], on: datetime.date) -> str:
    begun = [label for valid_from, _, label in eras if valid_from <= on]
    return begun[-1] if begun else eras[0][2]


def label_of(scheme: str, code: str, on: datetime.date | None = None) -> str:
    """Return the label of a code, as now in force or as on a day; an unknown code itself, "" for ""."""
    known = labels(scheme) if on is None else labels_on(scheme, on)
    return known.get(code, code) if code else ""


@kept_until_news(PLANS, 8)
def official(scheme: str) -> Catalogue:
    """Return an official table as it is in force here: a newer one the office loaded, entries of its own, its words.

    An office that has no list of its own yet has the table of the installation. The answer is shared.
    """
    standard = OFFICIAL[scheme]()
    rows = Code.objects.filter(scheme=scheme, valid_to__isnull=True).order_by("position", "code")
    entries = {row.code: _entry(row, standard) for row in rows}
    if not entries:
        return standard
    return Catalogue(scheme, (_hung(entry, entries) for entry in entries.values()))


@kept_until_news(PLANS, 8)
def _ended(scheme: str) -> dict[str, Entry]:
    rows = Code.objects.filter(scheme=scheme, valid_to__isnull=False).order_by("valid_from")
    return {row.code: _entry(row, OFFICIAL[scheme]()) for row in rows}


def entry_of(scheme: str, code: str) -> Entry | None:
    """Return the entry of a code in an official table, one that ended with its last words; None for an unknown one."""
    return (official(scheme).get(code) or _ended(scheme).get(code)) if code else None


def top_of(scheme: str, code: str) -> str | None:
    """Return the code at the top above a code of an official table (industry 0111: A), None for an unknown one."""
    found = entry_of(scheme, code)
    while found is not None and found.parent is not None and (above := entry_of(scheme, found.parent)):
        found = above
    return found.code if found is not None else None


def _entry(row: Code, standard: Catalogue) -> Entry:
    known = standard.get(row.code)
    words = (row.label, row.parent_code or None, tuple(row.aliases))
    if known is None:
        return Entry(row.scheme, row.code, *words, level=0)
    return replace(known, label=words[0], parent=words[1], aliases=words[2])


def _hung(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    """Hang an entry under its superior, at the top where that has ended; its level follows from there."""
    passed, above = [entry.code], entries.get(entry.parent or "")
    while above is not None and above.code not in passed:
        passed.append(above.code)
        above = entries.get(above.parent or "")
    hangs = entry.parent if len(passed) > 1 else None
    return replace(entry, parent=hangs, level=entry.level or len(passed))


def choices(scheme: str) -> list[tuple[str, str]]:
    return list(labels(scheme).items())


def forget_labels() -> None:
    """Read the lists anew in this process at once, which others do when they hear of the change."""
    forget(PLANS)
