"""To whom a push goes: people of an area who fit a condition of the one grammar, and why the others get none.

A condition asks what a registration says: the area (`place`), the trade (`trades`), the work state (`state`), and the
groups the person belongs to (`groups`). Nobody is reached whom the office does not see: the area is of its own places.
Nobody is told who: who asks gets counts. Not sent to: whoever switched the kind off, wants no work (a vacancy), is
under the lawful age, has died, has no account (no channel), or had as many as a week allows.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from baigong.domains.parties.ages import least_working_years
from baigong.domains.parties.models import Person
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.statuses.selectors import DECEASED, codes_held
from baigong.domains.users.models import User
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation import clock
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.models import Message
from baigong.foundation.messages.preferences import users_without
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope.conditions import place_range
from baigong.kernels.periods import WorkingAge, working_age
from baigong.kernels.predicates import Predicate, evaluate, parse_all

KIND = "push"
register_kind(KIND, "岗位、政策和通知推送", can_be_off=True)
MOST_A_WEEK = "push-most-a-week"
WEEK = datetime.timedelta(days=7)
AT_ONCE = 200
WILL_GET, NO_ACCOUNT, SWITCHED_OFF, NOT_SEEKING = "will_get", "no_account", "switched_off", "not_seeking"
UNDER_AGE, ENOUGH, DIED = "under_age", "enough", "died"
OUTCOMES = {
    WILL_GET: "能收到",
    SWITCHED_OFF: "本人关掉了推送",
    NOT_SEEKING: "本人说过暂不求职",
    ENOUGH: "这一周已经收够了",
    NO_ACCOUNT: "没有账号，收不到",
    UNDER_AGE: "不满法定就业年龄",
    DIED: "已经去世",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: an area and the conditions on the people in it; `for_work` leaves out who wants no work."""

    place_path: str
    where: tuple[dict[str, Any], ...] = ()
    for_work: bool = False

    @property
    def condition(self) -> Predicate:
        return parse_all(list(self.where))


@dataclass(slots=True)
class Chunk:
    """Some of the people, in the order of their ids: the outcome for each, and the account of who will get it."""

    last_person: uuid.UUID
    outcomes: dict[uuid.UUID, str] = field(default_factory=dict)
    accounts: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(self.outcomes.values()))

    @property
    def receivers(self) -> list[uuid.UUID]:
        """The users who will get it."""
        return [self.accounts[each] for each, outcome in self.outcomes.items() if outcome == WILL_GET]


def chunks(audience: Audience, *, after: uuid.UUID | None = None, size: int = AT_ONCE) -> Iterator[Chunk]:
    """Yield the people of an audience, by id and after one of them; asked in the scope of who reads."""
    while True:
        entries = _entries(audience, after, size)
        if not entries:
            return
        after = entries[-1].person_id
        yield _sorted_out(audience, entries, after)


def counted(audience: Audience, *, most: int, size: int = 1000) -> Counter[str] | None:
    """Return how many people fall under each outcome, None when they are more than `most`."""
    found: Counter[str] = Counter()
    for chunk in chunks(audience, size=size):
        found.update(chunk.counts)
        if found.total() > most:
            return None
    return found


def _entries(audience: Audience, after: uuid.UUID | None, size: int) -> list[Registration]:
    """Return the entries of the next people, all entries of each of them."""
    rows = Registration.objects.filter(CURRENT, place_range("place_path", audience.place_path))
    if after is not None:
        rows = rows.filter(person_id__gt=after)
    people = list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:size])
    return list(rows.filter(person_id__in=people).order_by("person_id", "id"))


def _sorted_out(audience: Audience, entries: Sequence[Registration], last: uuid.UUID) -> Chunk:
    today = clock.today()
    held = codes_held({entry.person_id for entry in entries}, today)
    condition = audience.condition
    meant = dict.fromkeys(
        entry.person_id
        for entry in entries
        if _fits(condition, entry, held.get(entry.person_id, frozenset()), today)
    )
    unwilling = {
        entry.person_id for entry in entries if audience.for_work and entry.state == WorkState.NOT_SEEKING
    }
    chunk = Chunk(last)
    users = User.objects.filter(person_id__in=list(meant), is_active=True).order_by("id")
    chunk.accounts = {person: user for user, person in users.values_list("id", "person_id") if person}
    off = users_without(KIND, chunk.accounts.values())
    told = _told_this_week(list(chunk.accounts.values()))
    children = _under_age(meant, least_working_years(audience.place_path, today), today)
    most = int(parameter_at(MOST_A_WEEK, audience.place_path, today))
    for person in meant:
        user = chunk.accounts.get(person)
        refusals = (
            (DIED, DECEASED in held.get(person, frozenset())),
            (UNDER_AGE, person in children),
            (NO_ACCOUNT, user is None),
            (SWITCHED_OFF, user in off),
            (NOT_SEEKING, person in unwilling),
            (ENOUGH, user is not None and told.get(user, 0) >= most),
        )
        chunk.outcomes[person] = next((code for code, applies in refusals if applies), WILL_GET)
    return chunk


def _fits(condition: Predicate, entry: Registration, held: frozenset[str], on: datetime.date) -> bool:
    facts = {
        "state": entry.state,
        "trades": tuple(entry.occupation_codes),
        "groups": tuple({*entry.group_codes, *held}),
    }
    return evaluate(condition, facts, on=on) is True


def _told_this_week(user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    since = clock.now() - WEEK
    rows = Message.objects.filter(to_user_id__in=user_ids, kind=KIND, created_at__gt=since)
    return dict(rows.values_list("to_user_id").annotate(n=Count("id")))


def _under_age(people: Iterable[uuid.UUID], years: int, on: datetime.date) -> set[uuid.UUID]:
    """Return who is known to be below the lawful age; a day of birth is opened only where the year leaves doubt."""
    found: set[uuid.UUID] = set()
    rows = Person.objects.filter(id__in=list(people), birth_year__isnull=False)
    for person in rows.only("id", "birth_year", "birth_date"):
        assert person.birth_year is not None
        if person.birth_year > on.year - years:
            found.add(person.id)
        elif person.birth_year == on.year - years and person.birth_date is not None:
            birth = datetime.date.fromisoformat(open_inside(person.birth_date))
            if working_age(birth, on, least_years=years) is WorkingAge.UNDER:
                found.add(person.id)
    return found
