"""A sample of a place's entries called a second time: drawn by a seed, answered, and the share of errors (PD-2b)."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from baigong.domains.canvass.enums import Finding
from baigong.domains.canvass.models import Recheck, RecheckAnswer
from baigong.domains.places.models import Place
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.scope import current_scope
from baigong.foundation.scope.conditions import place_range

CHECKED = (
    ("phone", "电话"),
    ("state", "就业状态"),
    ("occupation_text", "求职工种"),
    ("pay", "期望月薪"),
    ("person", "查无此人"),
)


class RecheckError(ValueError):
    """A sample that cannot be drawn or answered; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Tally:
    """What the second calls found so far."""

    rows: int
    right: int
    wrong: int
    unreached: int

    @property
    def open(self) -> int:
        return self.rows - self.right - self.wrong - self.unreached

    @property
    def error_percent(self) -> float | None:
        """Return wrong entries per hundred of those reached, to one decimal; None before anybody was."""
        reached = self.right + self.wrong
        return round(100 * self.wrong / reached, 1) if reached else None


def refuse_ones_own(place_path: str) -> None:
    """Let nobody check their own place: the sample is the business of an office above.

    :raises RecheckError: when none of the scope's places lies above the place.
    """
    scope = current_scope()
    above = any(place_path.startswith(prefix) and place_path != prefix for prefix in scope.places)
    if not (above or scope.everything):
        raise RecheckError("own", "抽查由上级来做，自己的地方自己不能查。请让镇里或县里抽。")


def draw(ids: Sequence[UUID], seed: str, count: int) -> list[UUID]:
    """Return `count` of the ids, the same for the same seed and ids in any order: those of the smallest digests."""
    ranked = sorted(ids, key=lambda key: (hashlib.sha256(f"{seed}/{key}".encode()).digest(), key))
    return ranked[:count]


@transaction.atomic
def draw_sample(*, by: str, place: Place, count: int, on: datetime.date, seed: str = "") -> Recheck:
    """Draw a sample of the entries in force at or below a place; without a seed one is made and kept.

    :raises RecheckError: when there is nobody to be called, or the place is one's own.
    """
    refuse_ones_own(place.path)
    found = Registration.objects.filter(CURRENT, place_range("place_path", place.path))
    ids = list(found.order_by("id").values_list("id", flat=True))
    if not ids:
        raise RecheckError("nobody", f"{place.name}的清单上还没有人，抽不出来。请另选一个地方。")
    chosen = seed or secrets.token_hex(8)
    recheck = Recheck(
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        seed=chosen,
        drawn_on=on,
        drawn_by=by,
        drawn_from=len(ids),
        registration_ids=[str(key) for key in draw(ids, chosen, count)],
        source=Source.OFFICER,
        source_id=by,
    )
    recheck.save(force_insert=True)
    record(
        by=by,
        act="canvass.draw_recheck",
        object_kind="recheck",
        object_ids=[recheck.id],
        place_path=place.path,
        detail={"rows": len(recheck.registration_ids), "from": len(ids)},
    )
    return recheck


@transaction.atomic
def answer(
    *, by: str, recheck: Recheck, registration_id: UUID, finding: str, wrong_fields: Sequence[str]
) -> RecheckAnswer:
    """Record what the second call found of one entry; an answer before it is superseded.

    :raises RecheckError: for one's own place, an entry that was not drawn, or an error that does not say where.
    """
    refuse_ones_own(recheck.place_path)
    if str(registration_id) not in recheck.registration_ids:
        raise RecheckError("row", "这一条不在这次抽查里。请刷新，再选。")
    if finding not in Finding.values:
        raise RecheckError("finding", "还没选结果。请选“属实”“不实”或“没打通”。")
    fields = [code for code, _ in CHECKED if code in wrong_fields]
    if finding == Finding.WRONG and not fields:
        raise RecheckError("fields", "不实的，请选哪一项不对。")
    live = RecheckAnswer.objects.filter(
        recheck=recheck, registration_id=registration_id, voided_at__isnull=True, superseded_at__isnull=True
    )
    live.update(superseded_at=clock.now())
    said = RecheckAnswer(
        recheck=recheck,
        registration_id=registration_id,
        finding=finding,
        wrong_fields=fields if finding == Finding.WRONG else [],
        answered_on=clock.today(),
        answered_by=by,
        place_path=recheck.place_path,
        county_id=recheck.county_id,
        source=Source.OFFICER,
        source_id=by,
        certainty=Certainty.CHECKED,
    )
    said.save(force_insert=True)
    record(
        by=by,
        act="canvass.answer_recheck",
        object_kind="recheck_answer",
        object_ids=[said.id],
        place_path=recheck.place_path,
        detail={"finding": said.finding, "fields": fields},
    )
    return said


def rechecks(*, limit: int = 30) -> list[tuple[Recheck, Tally]]:
    """Return the latest samples within the scope with what was found, in two queries."""
    rows = Recheck.objects.filter(voided_at__isnull=True).select_related("place")
    found = list(rows.order_by("-drawn_on", "-recorded_at", "-id")[:limit])
    answers = _answers([each.id for each in found])
    return [(each, tally_of(each, answers)) for each in found]


def recheck_in_sight(recheck_id: UUID) -> Recheck | None:
    """Return a sample, or None when there is none or it lies outside the scope."""
    found: Recheck | None = Recheck.objects.filter(id=recheck_id).select_related("place").first()
    return found


def sample_of(recheck: Recheck) -> list[tuple[Registration, RecheckAnswer | None]]:
    """Return the sampled entries in the order drawn, as they stood when drawn, each with its answer."""
    ids = [UUID(key) for key in recheck.registration_ids]
    rows = Registration.objects.filter(id__in=ids).select_related("place").prefetch_related("person")
    by_id = {row.id: row for row in rows}
    answers = {each.registration_id: each for each in _answers([recheck.id])}
    return [(by_id[key], answers.get(key)) for key in ids if key in by_id]


def tally_of(recheck: Recheck, answers: Sequence[RecheckAnswer]) -> Tally:
    """Return what was found of one sample."""
    own: list[Any] = [each.finding for each in answers if each.recheck_id == recheck.id]
    return Tally(
        len(recheck.registration_ids),
        own.count(Finding.RIGHT),
        own.count(Finding.WRONG),
        own.count(Finding.UNREACHED),
    )


def answers_of(recheck: Recheck) -> list[RecheckAnswer]:
    """Return the answers of one sample that hold."""
    return _answers([recheck.id])


def _answers(ids: Sequence[UUID]) -> list[RecheckAnswer]:
    live = RecheckAnswer.objects.filter(
        recheck_id__in=list(ids), voided_at__isnull=True, superseded_at__isnull=True
    )
    return list(live.order_by("recorded_at"))
