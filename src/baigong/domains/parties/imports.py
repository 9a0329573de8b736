"""The list of employers (企业清单): one row is one firm; a firm that is not in the file stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from baigong.domains.parties.employers import (
    EMPLOYER_FIELDS,
    EmployerReader,
    note_match,
    shown_changes,
    undo_employers,
    write_employers,
)
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts, normalised_name
from baigong.domains.parties.organisation_matching import OrganisationMatch, match_organisations
from baigong.domains.parties.sight import BY_LIST
from baigong.foundation.exchange.contract import (
    Applied,
    FieldChange,
    ImportContext,
    Outcome,
    RowIn,
    RowPlan,
    UndoResult,
)
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Layout

EMPLOYER_LAYOUT = Layout("employers", "企业清单", EMPLOYER_FIELDS)
_STAYS = "入库以后又有人改过或者用到了，留着没动。"


class EmployerList:
    """`ListSpec` of the list of employers."""

    name = "employers"
    title = EMPLOYER_LAYOUT.label
    layout = EMPLOYER_LAYOUT

    def plan(self, rows: Sequence[RowIn], context: ImportContext) -> list[RowPlan]:
        readers = [RowReader(row, self.layout, context.on) for row in rows]
        facts = [self._facts(reader, context) for reader in readers]
        matches = iter(match_organisations([each for each in facts if each is not None], fill_only=False))
        return [
            refused(reader) if said is None else _plan(reader, next(matches))
            for reader, said in zip(readers, facts, strict=True)
        ]

    def apply(self, plans: Sequence[RowPlan], context: ImportContext) -> list[Applied]:
        written = write_employers(
            [plan.payload for plan in plans if plan.outcome != Outcome.UNCHANGED], context, purpose=BY_LIST
        )
        applied = []
        for plan in plans:
            match: OrganisationMatch = plan.payload
            known = written.get(match.key)
            organisation = known.organisation if known else match.organisation
            assert organisation is not None
            applied.append(
                Applied(
                    plan.number, "organisation", str(organisation.id), known.take_trace() if known else {}
                )
            )
        return applied

    def undo(self, rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
        alive = Organisation.objects.filter(
            id__in=[row.object_id for row in rows], withdrawn_at__isnull=True
        ).values_list("id", flat=True)
        standing = {str(key) for key in alive}
        gone = [row.object_id for row in rows if row.object_id not in standing]
        traces = [dict(row.trace) for row in rows if row.object_id not in gone]
        kept = undo_employers(traces, context, by=context.by)
        return [
            UndoResult(
                row.number,
                row.object_id not in kept and row.object_id not in gone,
                _STAYS
                if row.object_id in kept
                else "这一行早已不在，没有可撤的。"
                if row.object_id in gone
                else "",
            )
            for row in rows
        ]

    def _facts(self, reader: RowReader, context: ImportContext) -> OrganisationFacts | None:
        employers = EmployerReader.of(context)
        facts = employers.facts(reader, employers.place(reader))
        industry = reader.text("industry")
        if facts is not None and industry and not facts.industry_code:
            reader.wrong(
                "industry", "code", f"“{industry[:20]}”看不出是国标哪个行业，先空着。", is_error=False
            )
        return facts


def refused(reader: RowReader) -> RowPlan:
    """Return the plan of a row that cannot go in, or that says nothing."""
    if reader.is_blank:
        return RowPlan(reader.row.number, Outcome.BLANK)
    return RowPlan(reader.row.number, Outcome.WRONG, tuple(reader.problems))


def _plan(reader: RowReader, match: OrganisationMatch) -> RowPlan:
    known = match.organisation
    if known is None or not match.is_ours:
        note_match(reader, match)
    elif normalised_name(known.name) != normalised_name(match.facts.name):
        match.changes["name"] = match.facts.name
    if reader.has_error:
        return refused(reader)
    changes: list[FieldChange] = shown_changes(match)
    outcome = Outcome.NEW if known is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
    return RowPlan(
        reader.row.number,
        outcome,
        tuple(reader.problems),
        key=match.key,
        changes=tuple(changes),
        payload=match,
    )
