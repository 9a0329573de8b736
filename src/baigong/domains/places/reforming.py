"""Verbs on reforms of the place tree: rehearse, begin, switch the tree, settle, take back."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from baigong.domains.places.following import Merger, followers
from baigong.domains.places.models import Place, PlaceEra, Reform, ReformState
from baigong.domains.places.redrawing import CREATE, Node, Redrawing, ReformPlan, ReformPlanError
from baigong.domains.places.services import add_place
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import MovedRow, PlaceMove
from baigong.foundation.facts.moving import close_moves, counted
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue

SETTLE_AFTER = datetime.timedelta(minutes=10)
"""How long after the switch stragglers are looked for: longer than any transaction begun before it."""
OPEN_STATES = (ReformState.RUNNING, ReformState.MOVED, ReformState.UNDOING)


class ReformStateError(ValueError):
    """The reform cannot take this step now; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a reform would do: which places change and how many rows of which table go along."""

    places: list[str]
    rows: dict[str, int]


def rehearse(plan: ReformPlan) -> Rehearsal:
    """Work a plan out against the tree and count, and write nothing.

    :raises ReformPlanError: when the plan does not fit.
    """
    with transaction.atomic():
        redrawing, moves = _work_out(plan, UUID(int=0))
        places = [
            _told(node, redrawing) for node in redrawing.nodes.values() if node.merged_into or node.is_changed
        ]
        transaction.set_rollback(True)
    return Rehearsal(places, counted(moves))


def _told(node: Node, redrawing: Redrawing) -> str:
    now = node.place
    if node.merged_into is not None:
        return f"{now.name}（{now.code}）并入{redrawing.nodes[node.merged_into].name}"
    words = f"{now.name}（{now.code}）"
    if (now.name, now.code) != (node.name, node.code):
        words += f"改为{node.name}（{node.code}）"
    if now.parent_id != node.parent and node.parent is not None:
        words += f"归{redrawing.nodes[node.parent].name}"
    return words if len(words) > len(f"{now.name}（{now.code}）") else f"{words}跟着上级走"


@transaction.atomic
def begin_reform(*, by: str, plan: ReformPlan) -> Reform:
    """Open the moves of a plan and ask for the run that takes the rows along.

    :raises ReformPlanError: when the plan does not fit the tree, or its day has not come.
    :raises ReformStateError: while another reform is open.
    """
    if Reform.objects.filter(state__in=OPEN_STATES).exists():
        raise ReformStateError("open", "上一次区划调整还没完成。请等它完成，或先撤回。")
    if Reform.objects.filter(name=plan.name).exists():
        raise ReformStateError("name", f"“{plan.name}”已经做过。请换个名字。")
    if plan.effective_on > clock.today():
        raise ReformPlanError([f"从{plan.effective_on}起才生效，到那天再执行。现在可以先用--dry-run看。"])
    reform = Reform(
        name=plan.name,
        document=plan.document,
        effective_on=plan.effective_on,
        plan=plan.as_json(),
        begun_by=by,
    )
    redrawing, moves = _work_out(plan, reform.id)
    mergers = _mergers(redrawing)
    PlaceMove.objects.bulk_create(moves)
    reform.plan |= {
        "created": [str(node.place.id) for node in redrawing.nodes.values() if _is_new(node, plan)],
        "tree": [_entry(node) for node in redrawing.nodes.values() if node.merged_into or node.is_changed],
    }
    for follower in followers():
        kept = follower.begin(by=by, mergers=mergers, on=plan.effective_on)
        reform.plan |= {follower.name: kept}
    reform.planned_count = sum(counted(moves).values())
    reform.save(force_insert=True)
    record(
        by=by,
        act="places.begin_reform",
        object_kind="reform",
        object_ids=[reform.id],
        detail={"moves": len(moves), "rows": reform.planned_count, "effective_on": str(plan.effective_on)},
    )
    ask_for_run(reform, by=by)
    return reform


def _is_new(node: Node, plan: ReformPlan) -> bool:
    return node.place.code in {step.code for step in plan.steps if step.kind == CREATE}


def _work_out(plan: ReformPlan, reform_id: UUID) -> tuple[Redrawing, list[PlaceMove]]:
    """Add the places a plan makes, apply its steps, and return the tree to be with the moves towards it."""
    problems = _create(plan)
    redrawing = Redrawing.of_the_tree()
    redrawing.problems += problems
    for step in plan.steps:
        if step.kind != CREATE:
            redrawing.apply(step)
    redrawing.settle()
    if not redrawing.problems:
        for follower in followers():
            redrawing.problems += follower.check(_mergers(redrawing))
    if redrawing.problems:
        raise ReformPlanError(redrawing.problems)
    return redrawing, [
        _move_of(node, redrawing, reform_id) for node in redrawing.nodes.values() if _goes(node)
    ]


def _goes(node: Node) -> bool:
    return node.merged_into is not None or (node.path, node.county_id) != (
        node.place.path,
        node.place.county_id,
    )


def _create(plan: ReformPlan) -> list[str]:
    problems = []
    for step in plan.steps:
        if step.kind != CREATE:
            continue
        parent = Place.objects.filter(code=step.to, valid_to__isnull=True).first()
        if parent is None:
            problems.append(f"要建的“{step.name}”的上级“{step.to}”没有这个地方。")
        elif Place.objects.filter(code=step.code).exists():
            problems.append(f"代码{step.code}已经用过，“{step.name}”请换一个。")
        else:
            add_place(
                name=step.name,
                kind=step.place_kind,
                code=step.code,
                parent=parent,
                valid_from=plan.effective_on,
            )
    return problems


def _mergers(redrawing: Redrawing) -> list[Merger]:
    return [
        Merger(node.place.id, node.place.name, node.merged_into, node.posts)
        for node in redrawing.nodes.values()
        if node.merged_into is not None
    ]


def _move_of(node: Node, redrawing: Redrawing, reform_id: UUID) -> PlaceMove:
    target = redrawing.nodes[node.merged_into] if node.merged_into is not None else node
    return PlaceMove(
        reform_id=reform_id,
        old_path=node.place.path,
        new_path=target.path,
        old_place_id=node.place.id,
        new_place_id=target.place.id,
        old_county_id=node.place.county_id,
        new_county_id=target.county_id,
        is_merger=node.merged_into is not None,
    )


def _entry(node: Node) -> dict[str, Any]:
    return {
        "place": str(node.place.id),
        "parent": str(node.parent) if node.parent else None,
        "code": node.code,
        "name": node.name,
        "kind": node.kind,
        "path": node.path,
        "county_id": node.county_id,
        "merged_into": str(node.merged_into) if node.merged_into else None,
    }


def ask_for_run(reform: Reform, *, by: str, after: datetime.timedelta | None = None) -> Job:
    """Ask for the run that belongs to the state the reform is in; each state has its own job."""
    return enqueue(
        "places.reform",
        {"reform_id": str(reform.id)},
        key=f"places.reform:{reform.id}:{reform.state}:{reform.run}",
        run_after=clock.now() + after if after else None,
        by=by,
    )


def switch_tree(*, by: str, reform: Reform) -> None:
    """Let the tree be what the plan says, in the caller's transaction: old names stay findable as eras."""
    entries = {UUID(entry["place"]): entry for entry in reform.plan["tree"]}
    places = {place.id: place for place in Place.objects.filter(id__in=entries)}
    crossed: set[str] = set()
    for place_id, entry in entries.items():
        place = places[place_id]
        _keep_era(place, reform)
        if entry["merged_into"]:
            place.valid_to, place.superseded_by_id = reform.effective_on, UUID(entry["merged_into"])
            into = Place.objects.get(id=place.superseded_by_id)
            crossed |= {into.county_id} if into.county_id != place.county_id else set()
        else:
            crossed |= {entry["county_id"]} if entry["county_id"] != place.county_id else set()
            place.parent_id = UUID(entry["parent"]) if entry["parent"] else None
            place.code, place.name, place.kind = entry["code"], entry["name"], entry["kind"]
            place.path, place.county_id = entry["path"], entry["county_id"]
            place.valid_from = max(place.valid_from, reform.effective_on)
        place.save()
    Place.objects.filter(county_id__in=crossed - {""}).update(is_redrawn=True)
    reform.state, reform.moved_at = ReformState.MOVED, clock.now()
    reform.held_count = MovedRow.objects.filter(move__reform_id=reform.id, is_held=True).count()
    reform.save(update_fields=["state", "moved_at", "held_count"])
    record(
        by=by,
        act="places.switch_tree",
        object_kind="reform",
        object_ids=[reform.id],
        detail={"places": len(entries), "held": reform.held_count},
    )
    ask_for_run(reform, by=by, after=SETTLE_AFTER)


def _keep_era(place: Place, reform: Reform) -> None:
    PlaceEra.objects.create(
        place=place,
        code=place.code,
        name=place.name,
        kind=place.kind,
        parent_id=place.parent_id,
        path=place.path,
        county_id=place.county_id,
        valid_from=place.valid_from,
        ends_before=reform.effective_on,
        reform_id=reform.id,
    )


def settle_reform(*, by: str, reform: Reform) -> None:
    """End the reform in the caller's transaction: the moves are closed and the triggers refuse again."""
    close_moves(reform.id)
    moved = MovedRow.objects.filter(move__reform_id=reform.id, is_held=False).count()
    reform.state, reform.settled_at = ReformState.SETTLED, clock.now()
    reform.save(update_fields=["state", "settled_at"])
    record(
        by=by,
        act="places.settle_reform",
        object_kind="reform",
        object_ids=[reform.id],
        detail={"rows": moved},
    )


@transaction.atomic
def undo_reform(*, by: str, reform: Reform) -> Reform:
    """Begin to take a reform back whose tree has not been switched yet.

    :raises ReformStateError: when it is too late, or it is being taken back already.
    """
    reform = Reform.objects.select_for_update().get(id=reform.id)
    if reform.state != ReformState.RUNNING:
        raise ReformStateError(
            "state", f"这次调整{reform.get_state_display()}，不能撤回。要改回来，请另写一份方案搬回去。"
        )
    forward = list(PlaceMove.objects.filter(reform_id=reform.id, closed_at__isnull=True))
    close_moves(reform.id)
    PlaceMove.objects.bulk_create(_reversed(move) for move in forward)
    reform.state, reform.run = ReformState.UNDOING, reform.run + 1
    reform.save(update_fields=["state", "run"])
    for follower in followers():
        follower.undo(by=by, kept=reform.plan.get(follower.name, {}))
    record(by=by, act="places.undo_reform", object_kind="reform", object_ids=[reform.id])
    ask_for_run(reform, by=by)
    return reform


def _reversed(move: PlaceMove) -> PlaceMove:
    return PlaceMove(
        reform_id=move.reform_id,
        old_path=move.new_path,
        new_path=move.old_path,
        old_place_id=move.new_place_id,
        new_place_id=move.old_place_id,
        old_county_id=move.new_county_id,
        new_county_id=move.old_county_id,
        is_merger=move.is_merger,
        is_undoing=True,
    )


def finish_undo(*, by: str, reform: Reform) -> None:
    """End the taking back in the caller's transaction; places the plan had made are closed again."""
    close_moves(reform.id)
    for place in Place.objects.filter(id__in=reform.plan.get("created", [])).order_by("-path"):
        _take_away(place)
    reform.state, reform.settled_at = ReformState.UNDONE, clock.now()
    reform.save(update_fields=["state", "settled_at"])
    record(by=by, act="places.finish_undo", object_kind="reform", object_ids=[reform.id])


def _take_away(place: Place) -> None:
    """Delete a place nothing ever stood on; one that was used meanwhile is closed and stays."""
    try:
        with transaction.atomic():
            place.delete()
    except (ProtectedError, IntegrityError):
        Place.objects.filter(id=place.id).update(valid_to=clock.today())


def left_over(reform: Reform) -> int:
    """Return how many rows still lie at the old ends."""
    return sum(counted(PlaceMove.objects.filter(reform_id=reform.id, closed_at__isnull=True)).values())
