"""Which places see a person or a firm first entered elsewhere, and until when (decision 0014).

Whoever holds a live row about somebody at a place sees the master behind it, from the row's own transaction
until the last such row of the place is withdrawn or voided.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from baigong.domains.parties.models import Organisation, Person
from baigong.domains.parties.name_index import index_names, unindex_names
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.usage import places_in_use
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope.models import Share

BY_ROWS = "本地登记"
"""The purpose of a share that lasts as long as the place has rows about the master."""
BY_LIST = "列入企业清单"
"""The purpose of a share that lasts until the list of firms that named the master is taken back."""
_KIND = "party"
_Pair = tuple[uuid.UUID, str]


@transaction.atomic
def show_to_places(
    *, by: str, wanted: Iterable[tuple[Person | Organisation, str]], purpose: str = BY_ROWS
) -> set[_Pair]:
    """Let places see the masters that rows recorded there are about; return what was not open before.

    A master first entered at the place or below it is seen there anyway.
    """
    masters = {
        (master.id, place_path): master
        for master, place_path in wanted
        if not master.place_path.startswith(place_path)
    }
    opened = _open(by, set(masters), purpose)
    persons = {pair: each for pair in opened if isinstance(each := masters[pair], Person)}
    index_names((key, open_inside(each.full_name), place) for (key, place), each in persons.items())
    _note(by, "party.show", opened, purpose)
    return opened


@transaction.atomic
def stop_showing_unused(
    *, by: str, model: type[Person | Organisation], places: Iterable[tuple[uuid.UUID, str]]
) -> None:
    """End the shares of masters at places where no live row about them is left."""
    asked = _held(set(places), BY_ROWS)
    unused = set(asked) - places_in_use(model, {key for key, _ in asked})
    _end(by, {pair: asked[pair] for pair in unused}, BY_ROWS)
    if model is Person:
        unindex_names(unused)


@transaction.atomic
def stop_listing(*, by: str, places: Iterable[tuple[uuid.UUID, str]]) -> None:
    """End the shares that a list of firms opened; those that rows of the place opened go on."""
    _end(by, _held(set(places), BY_LIST), BY_LIST)


def _held(pairs: set[_Pair], purpose: str) -> dict[_Pair, uuid.UUID]:
    """Return the open shares among these, held until the end of the transaction.

    Held, so that a row written at the same time by somebody else is either seen here or opens its own share.
    """
    found = Share.objects.filter(
        object_kind=_KIND,
        object_id__in={key for key, _ in pairs},
        to_place_path__in={place for _, place in pairs},
        purpose=purpose,
        ends_before__isnull=True,
    ).order_by("id")
    shares = {(each.object_id, each.to_place_path): each.id for each in found.select_for_update()}
    return {pair: key for pair, key in shares.items() if pair in pairs}


def _open(by: str, pairs: set[_Pair], purpose: str) -> set[_Pair]:
    missing = pairs - set(_held(pairs, purpose)) if pairs else pairs
    if not missing:
        return missing
    today = clock.today()
    ended_today = Share.objects.filter(
        object_kind=_KIND,
        object_id__in={key for key, _ in missing},
        to_place_path__in={place for _, place in missing},
        purpose=purpose,
        starts_on=today,
    )
    again = {each.id: (each.object_id, each.to_place_path) for each in ended_today}
    again = {key: pair for key, pair in again.items() if pair in missing}
    Share.objects.filter(id__in=again).update(ends_before=None)
    Share.objects.bulk_create(
        [
            Share(
                object_kind=_KIND,
                object_id=key,
                to_place_path=place_path,
                purpose=purpose,
                basis=Share.Basis.LAW,
                starts_on=today,
                recorded_by=by,
            )
            for key, place_path in missing - set(again.values())
        ],
        ignore_conflicts=True,
    )
    return missing


def _end(by: str, shares: dict[_Pair, uuid.UUID], purpose: str) -> None:
    Share.objects.filter(id__in=shares.values()).update(ends_before=clock.today())
    _note(by, "party.stop_showing", set(shares), purpose)


def _note(by: str, act: str, pairs: set[_Pair], purpose: str) -> None:
    by_place: dict[str, list[uuid.UUID]] = defaultdict(list)
    for key, place_path in pairs:
        by_place[place_path].append(key)
    for place_path, ids in sorted(by_place.items()):
        record(by=by, act=act, object_kind=_KIND, object_ids=ids, place_path=place_path, purpose=purpose)
