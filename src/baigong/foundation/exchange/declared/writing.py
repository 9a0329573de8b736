"""Writing the rows of a declared list: new ones, facts that supersede, masters changed with their history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from baigong.foundation import clock
from baigong.foundation.audit.changes import ObjectChange, record_changes_in_bulk
from baigong.foundation.exchange.contract import Applied, ImportContext
from baigong.foundation.exchange.declared.references import Made
from baigong.foundation.facts.bulk import insert_rows

if TYPE_CHECKING:
    from baigong.foundation.exchange.declared.listing import DeclaredList, Work

_NOT_COPIED = frozenset(
    {"id", "recorded_at", "source", "source_id", "voided_at", "voided_reason", "superseded_at"}
)


def write_works(spec: DeclaredList, works: Sequence[Work], context: ImportContext) -> list[Applied]:
    """Write every work in the caller's transaction; returns what became of each row."""
    made = _make_referred(spec, works, context)
    traces: dict[int, dict[str, Any]] = {}
    for work in works:
        traces[work.number] = _take_traces(spec, work, made)
        for name, resolved in work.refers.items():
            work.values[name] = made[name][resolved.key].object_id
            if name in work.changed:
                work.changed[name] = work.values[name]
    fresh = [work for work in works if work.kept is None]
    told = [work for work in works if work.kept is not None]
    written = {work.number: _new_row(spec, work, context) for work in fresh}
    if spec.is_fact:
        written |= _supersede(spec, told, context, traces)
        insert_rows(written.values())
    else:
        insert_rows(written.values())
        written |= _change(spec, told, context, traces)
    for work in fresh:
        traces[work.number]["opened"] = "1"
    return [Applied(n, spec.name, str(row.pk), traces[n]) for n, row in written.items()]


def _make_referred(
    spec: DeclaredList, works: Sequence[Work], context: ImportContext
) -> dict[str, dict[str, Made]]:
    return {
        each.attribute: each.write(
            [work.refers[each.attribute] for work in works if each.attribute in work.refers], context
        )
        for each in spec.references
    }


def _take_traces(spec: DeclaredList, work: Work, made: Mapping[str, dict[str, Made]]) -> dict[str, Any]:
    """Give the first row that refers to a thing what undo needs to take the thing back."""
    traces = {}
    for each in spec.references:
        resolved = work.refers.get(each.attribute)
        if resolved is None:
            continue
        found = made[each.attribute][resolved.key]
        if found.trace:
            traces[f"made:{each.attribute}"] = dict(found.trace)
            made[each.attribute][resolved.key] = Made(found.object_id, {})
    return traces


def _new_row(spec: DeclaredList, work: Work, context: ImportContext, **kept: Any) -> Any:
    origin: dict[str, Any] = {"source": context.source, "source_id": str(context.batch_id)}
    if spec.is_fact:
        origin |= {"certainty": context.certainty, "certified_until": context.certified_until}
    row = spec.model(place_path=work.at.path, county_id=work.at.county_id, **origin)
    for name, value in (kept | work.values).items():
        setattr(row, name, value)
    return row


def _supersede(
    spec: DeclaredList, works: Sequence[Work], context: ImportContext, traces: Mapping[int, dict[str, Any]]
) -> dict[int, Any]:
    """A fact is never changed: the row that says it better takes its place and keeps what it does not say."""
    rows = {}
    names = [each.attname for each in spec.model._meta.concrete_fields if each.name not in _NOT_COPIED]
    own = {"place_path", "county_id", "certainty", "certified_until"}
    for work in works:
        kept = {name: getattr(work.kept, name) for name in names if name not in own}
        rows[work.number] = _new_row(spec, work, context, **kept)
        traces[work.number]["previous"] = str(work.kept.pk)
    old = [work.kept.pk for work in works]
    spec.model._default_manager.filter(pk__in=old).update(superseded_at=clock.now())
    return rows


def _change(
    spec: DeclaredList, works: Sequence[Work], context: ImportContext, traces: Mapping[int, dict[str, Any]]
) -> dict[int, Any]:
    changes, rows = [], {}
    for work in works:
        row = rows[work.number] = work.kept
        before = {name: getattr(row, name) for name in work.changed}
        for name, value in work.changed.items():
            setattr(row, name, value)
        row.updated_at = clock.now()
        row.save(update_fields=[*work.changed, "updated_at"])
        after = {name: getattr(row, name) for name in work.changed}
        changes.append(ObjectChange(str(row.pk), before, after, spec.sealed & set(work.changed)))
    entry = record_changes_in_bulk(
        by=context.by, model=spec.model, changes=changes, place_path=context.place_path
    )
    for work in works:
        traces[work.number]["entry"] = str(entry.id) if entry else ""
    return rows
