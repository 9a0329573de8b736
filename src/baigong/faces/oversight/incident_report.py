"""The report after a suspicion: who, what, when, how many persons, whom to notify, and by when to report."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from baigong.domains.places.selectors import labels_of
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.actors import Actor, actors_named
from baigong.domains.workers.whereabouts import persons_of_registrations, places_of_persons
from baigong.faces.oversight.wording import act_label
from baigong.foundation import clock
from baigong.foundation.audit.incident import Incident, Touched

PERSON_KINDS = ("parties.person", "party")
ENTRY_KINDS = ("registration", "workers.registration")
FIRM_KINDS = ("parties.organisation",)


@dataclass(frozen=True, slots=True)
class Notice:
    """One person to be told: by id, with the place that tells; the name is looked up there, not here."""

    person_id: str
    place: str
    times: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    fields: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty to report with the time it ends and how long is left at `now`."""

    label: str
    at: datetime.datetime
    left: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the page and the workbook show."""

    incident: Incident
    notices: tuple[Notice, ...]
    firms: int
    who: tuple[tuple[str, int], ...]
    what: tuple[tuple[str, int], ...]
    deadlines: tuple[Deadline, ...]
    by_place: tuple[tuple[str, int], ...]


def report_of(incident: Incident, *, known_at: datetime.datetime, operator: str, place_path: str) -> Report:
    """Return the report; persons are counted once, whether seen by their record or by an entry of it."""
    notices = _notices(incident)
    actors = actors_named(incident.by_actor)
    by_place = Counter(each.place for each in notices)
    who = [(_person(actors[each]), times) for each, times in incident.by_actor.items()]
    what = [(act_label(each), times) for each, times in incident.by_act.items()]
    return Report(
        incident=incident,
        notices=notices,
        firms=len(set(incident.ids_of(*FIRM_KINDS))),
        who=tuple(sorted(who, key=_most)),
        what=tuple(sorted(what, key=_most)),
        deadlines=deadlines_of(known_at, operator, place_path),
        by_place=tuple(sorted(by_place.items(), key=_most)),
    )


def deadlines_of(known_at: datetime.datetime, operator: str, place_path: str) -> tuple[Deadline, ...]:
    """Return by when the authorities must be told, and the persons: the law says at once."""
    hours = parameter_at(f"incident-hours-{operator}", place_path, clock.day_of(known_at))
    by_then = known_at + datetime.timedelta(seconds=float(hours * 3600))
    return (
        _deadline(f"向主管部门和网信部门报告（发现后{_figure(hours)}小时）", by_then),
        _deadline("通知受影响的人（立即，个人信息保护法第五十七条）", known_at),
    )


def _deadline(label: str, at: datetime.datetime) -> Deadline:
    minutes = int((at - clock.now()).total_seconds() // 60)
    words = f"{abs(minutes) // 60}小时{abs(minutes) % 60}分" if abs(minutes) >= 60 else f"{abs(minutes)}分钟"
    if minutes < 0:
        return Deadline(label, at, f"已过{words}", "over")
    return Deadline(label, at, f"还剩{words}", "soon" if minutes < 60 else "")


def _notices(incident: Incident) -> tuple[Notice, ...]:
    persons = persons_of_registrations(_ids(incident.ids_of(*ENTRY_KINDS)))
    seen: dict[str, list[Touched]] = {}
    for each in incident.touched:
        person = each.object_id if each.kind in PERSON_KINDS else persons.get(each.object_id, "")
        if each.kind in (*PERSON_KINDS, *ENTRY_KINDS) and person:
            seen.setdefault(person, []).append(each)
    paths = places_of_persons(_ids(seen))
    labels = labels_of(paths.values())
    known = {person: labels.get(path, path) for person, path in paths.items()}
    found = [_notice(person, touched, known[person]) for person, touched in seen.items() if person in known]
    return tuple(sorted(found, key=lambda each: (each.place, each.person_id)))


def _notice(person: str, touched: list[Touched], place: str) -> Notice:
    return Notice(
        person_id=person,
        place=place,
        times=sum(each.times for each in touched),
        first_at=min(each.first_at for each in touched if each.first_at),
        last_at=max(each.last_at for each in touched if each.last_at),
        fields="、".join(sorted({name for each in touched for name in each.fields})),
    )


def _ids(texts: Iterable[str]) -> list[str]:
    """Return those that are ids: old entries may name an object by another word."""
    found = []
    for each in texts:
        try:
            found.append(str(uuid.UUID(each)))
        except ValueError:
            continue
    return found


def _person(actor: Actor) -> str:
    return f"{actor.name}（{actor.office}{actor.role}）" if actor.role else actor.name


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
