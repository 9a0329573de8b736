"""Finding entries that may be one, without reading everybody: each changed entry leaves keyed digests behind,
and digests that meet make a candidate. Only the names of the few that meet are compared (PD-2b).
"""

from __future__ import annotations

import hmac
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from baigong.domains.duplicates.classifying import Pair, likeness_of
from baigong.domains.duplicates.enums import CandidateState, FingerprintKind, Likeness
from baigong.domains.duplicates.models import DuplicateCandidate, Fingerprint, FingerprintMark
from baigong.domains.duplicates.reach import place_above, places_of_parties
from baigong.domains.parties.enums import PartyKind
from baigong.domains.parties.models import Organisation, Party, Person
from baigong.domains.parties.organisation_keys import county_path
from baigong.foundation import clock
from baigong.foundation.facts.bulk import insert_values
from baigong.foundation.privacy.keys import current_ring
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.likeness import core_of_firm_name, plain_name

CHUNK = 500
DIGEST_BYTES = 16
# A telephone of a village office or a dormitory is shared by many and says nothing of who is who.
MOST_SHARING = 6
_NAME = "duplicates.fingerprint"
Progress = Callable[[int, int], None]
_Prints = list[tuple[str, bytes]]


@dataclass(slots=True)
class Found:
    """What one run did: entries looked at anew, candidates there are now among them, candidates gone."""

    looked_at: int = 0
    candidates: int = 0
    gone: int = 0
    pairs: set[tuple[UUID, UUID]] = field(default_factory=set)


def find_duplicates(progress: Progress = lambda done, total: None) -> Found:
    """Look at every entry changed since the last run; to be called with sight of everything.

    Each chunk is a transaction of its own: what stopped goes on where it was.
    """
    found = Found()
    _forget_withdrawn()
    for kind, model in ((PartyKind.PERSON, Person), (PartyKind.ORGANISATION, Organisation)):
        total = found.looked_at + _changed(model).count()
        while rows := list(_changed(model).order_by("id")[:CHUNK]):
            with transaction.atomic():
                _take_fingerprints(rows)
                _propose(kind, [row.id for row in rows], found)
            found.looked_at += len(rows)
            progress(found.looked_at, total)
    return found


def _changed(model: type[Person] | type[Organisation]) -> Any:
    known = FingerprintMark.objects.filter(party_id=OuterRef("id"), state_of=OuterRef("updated_at"))
    return model.objects.filter(~Exists(known), withdrawn_at__isnull=True)


def _forget_withdrawn() -> None:
    away = Party.objects.filter(withdrawn_at__isnull=False).values("id")
    for model in (Fingerprint, FingerprintMark):
        model.objects.filter(party_id__in=away).delete()
    gone = Q(left_id__in=away) | Q(right_id__in=away)
    DuplicateCandidate.objects.filter(gone, standing=CandidateState.OPEN).update(standing=CandidateState.GONE)


def digest_of(kind: str, *said: str) -> bytes:
    """Return the keyed digest of what two entries may have in common."""
    text = "\x1f".join((kind, *said))
    return hmac.digest(current_ring().index_key(_NAME), text.encode(), "sha256")[:DIGEST_BYTES]


def fingerprints_of(row: Person | Organisation) -> _Prints:
    """Return the digests of one entry; opens its sealed values and shows them to nobody."""
    if isinstance(row, Organisation):
        said = core_of_firm_name(row.name), county_path(row.place_path, row.county_id)
        return [(FingerprintKind.FIRM_NAME, digest_of(FingerprintKind.FIRM_NAME, *said))]
    name = plain_name(open_inside(row.full_name))
    made: list[tuple[str, tuple[str, ...]]] = [(FingerprintKind.NAME_AND_PLACE, (name, row.place_path))]
    if row.phone is not None:
        made.append((FingerprintKind.PHONE, (open_inside(row.phone),)))
    if row.birth_date is not None:
        made.append((FingerprintKind.NAME_AND_BIRTH, (name, open_inside(row.birth_date), row.place_path)))
    return [(kind, digest_of(kind, *values)) for kind, values in made]


def _take_fingerprints(rows: Sequence[Any]) -> None:
    ids = [row.id for row in rows]
    Fingerprint.objects.filter(party_id__in=ids).delete()
    FingerprintMark.objects.filter(party_id__in=ids).delete()
    insert_values(
        Fingerprint,
        ("party", "kind", "digest", "place_path"),
        ((row.id, kind, digest, row.place_path) for row in rows for kind, digest in fingerprints_of(row)),
    )
    FingerprintMark.objects.bulk_create(
        [FingerprintMark(party_id=row.id, state_of=row.updated_at, place_path=row.place_path) for row in rows]
    )


def _propose(kind: str, ids: Sequence[UUID], found: Found) -> None:
    pairs = _likely(kind, _meeting(ids))
    wanted = {pair.ids: pair for pair in pairs}
    known = {
        (row.left_id, row.right_id): row
        for row in DuplicateCandidate.objects.filter(Q(left_id__in=ids) | Q(right_id__in=ids))
    }
    places = places_of_parties(kind, {key for pair in wanted for key in pair})
    now, fresh = clock.now(), []
    for key, pair in wanted.items():
        above = place_above(places[key[0]] | places[key[1]])
        if key in known:
            known[key].likeness, known[key].place_path = str(likeness_of(pair)), above
        else:
            fresh.append(_candidate(kind, key, str(likeness_of(pair)), above, now))
    _renew([row for key, row in known.items() if key in wanted])
    DuplicateCandidate.objects.bulk_create(fresh, ignore_conflicts=True)
    gone = [row.id for key, row in known.items() if key not in wanted and _may_go(row)]
    DuplicateCandidate.objects.filter(id__in=gone).update(standing=CandidateState.GONE)
    found.candidates += len(wanted)
    found.gone += len(gone)


def _may_go(row: DuplicateCandidate) -> bool:
    """A pair an officer came upon is decided by people; nothing that is compared here speaks for or against it."""
    return row.standing == CandidateState.OPEN and row.likeness != Likeness.SAME_KEY


def _candidate(kind: str, key: tuple[UUID, UUID], likeness: str, above: str, now: Any) -> DuplicateCandidate:
    return DuplicateCandidate(
        kind=kind, likeness=likeness, left_id=key[0], right_id=key[1], place_path=above, found_at=now
    )


def _renew(rows: Sequence[DuplicateCandidate]) -> None:
    """What was said to be different stays so; what had ceased to be alike is alike again."""
    undecided = [row for row in rows if row.standing in (CandidateState.OPEN, CandidateState.GONE)]
    for row in undecided:
        row.standing = CandidateState.OPEN
    DuplicateCandidate.objects.bulk_update(undecided, ["standing", "likeness", "place_path"], batch_size=200)


def _meeting(ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], set[str]]:
    """Return the pairs that share a digest with one of these entries, and by which kinds, in two queries."""
    own = {
        (row["kind"], bytes(row["digest"]))
        for row in Fingerprint.objects.filter(party_id__in=ids).values("kind", "digest")
    }
    groups: dict[tuple[str, bytes], set[UUID]] = defaultdict(set)
    asked = Fingerprint.objects.filter(digest__in={digest for _, digest in own})
    for row in asked.values("kind", "digest", "party_id"):
        groups[row["kind"], bytes(row["digest"])].add(row["party_id"])
    met: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    mine = set(ids)
    for (kind, _), group in groups.items():
        for left, right in _pairs_in(group):
            if left in mine or right in mine:
                met[left, right].add(kind)
    return met


def _pairs_in(group: set[UUID]) -> Iterator[tuple[UUID, UUID]]:
    if 1 < len(group) <= MOST_SHARING:
        yield from itertools.combinations(sorted(group), 2)


def _likely(kind: str, met: dict[tuple[UUID, UUID], set[str]]) -> list[Pair]:
    model: Any = Person if kind == PartyKind.PERSON else Organisation
    keys: Iterable[UUID] = {key for pair in met for key in pair}
    rows = {row.id: row for row in model.objects.filter(id__in=keys, withdrawn_at__isnull=True)}
    pairs = [
        Pair(rows[left], rows[right], frozenset(kinds))
        for (left, right), kinds in met.items()
        if left in rows and right in rows
    ]
    return [pair for pair in pairs if likeness_of(pair)]
