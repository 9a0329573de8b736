"""Bodies and persons that the rows of a declared list refer to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from baigong.domains.parties.employers import EMPLOYER_FIELDS, undo_employers, write_employers
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisation_matching import match_organisations
from baigong.domains.parties.selectors import persons_in_sight
from baigong.domains.parties.services import index_of, persons_by_index
from baigong.domains.parties.sight import show_to_places, stop_showing_unused
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import Made, Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.privacy.secret import open_inside
from baigong.kernels.identity.numbers import IdentityNumber
from baigong.kernels.recognition.fields import Field

_UNKNOWN_PERSON = "没有找到这个身份证号的登记。请先在“人力资源供给清单”里登记这个人，再填这一行。"
_OTHER_NAME = "这个身份证号登记的姓名和这里写的不一样。请核对姓名和证号。"


class OrganisationReference:
    """A body named by its name and, where known, its credit code; one nobody knows yet is entered with the row."""

    def __init__(
        self, attribute: str, name: str, label: str, *aliases: str, is_required: bool = True
    ) -> None:
        self.attribute, self.label, self.is_required = attribute, label, is_required
        own = EMPLOYER_FIELDS[0].aliases if label == EMPLOYER_FIELDS[0].label else ()
        self.fields: tuple[Field, ...] = (
            Field(name, label, "text", (*aliases, *own), required=is_required),
            Field(f"{name}_credit_code", f"{label.removesuffix('名称')}统一社会信用代码", "credit_code"),
        )
        if own:
            self.fields = (self.fields[0], Field(f"{name}_credit_code", *_credit_code()))

    def read(self, reader: RowReader, context: ImportContext) -> OrganisationFacts | None:
        """Return what a row says of the body; one nobody knows is entered at the file's place."""
        name, code = reader.text(self.fields[0].name), reader.credit_code(self.fields[1].name)
        if not name:
            return None
        return OrganisationFacts(
            name=name,
            credit_code=code.code if code else "",
            place_id=context.place_id,
            place_path=context.place_path,
            county_id=context.county_id,
        )

    def resolve(self, asked: Sequence[OrganisationFacts], context: ImportContext) -> list[Resolved]:
        found = []
        for match in match_organisations(asked):
            known = match.organisation
            name = known.name if known else match.facts.name
            found.append(
                Resolved(match.key, known.id if known else None, name, match.sentence, payload=match)
            )
        return found

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        written = write_employers([each.payload for each in found], context)
        return {key: Made(each.organisation.id, each.take_trace()) for key, each in written.items()}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        undo_employers([dict(trace) for trace in traces], context, by=context.by)
        stop_showing_unused(
            by=context.by, model=Organisation, places=[(key, context.place_path) for key in ids]
        )

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        rows = Organisation.objects.filter(id__in=set(ids)).values_list("id", "name", "credit_code")
        name, code = (field.name for field in self.fields)
        return {key: {name: words, code: credit_code or None} for key, words, credit_code in rows}


def _credit_code() -> tuple[str, Any, tuple[str, ...]]:
    field = EMPLOYER_FIELDS[1]
    return field.label, field.kind, field.aliases


class PersonReference:
    """A person who is registered already, found by the identity number; the name must agree."""

    is_required = True

    def __init__(self, attribute: str, name: str = "person") -> None:
        self.attribute, self.label = attribute, "姓名"
        self.fields: tuple[Field, ...] = (
            Field(f"{name}_name", "姓名", "text", ("名字", "人员姓名"), required=True),
            Field(
                f"{name}_number", "身份证号", "identity_number", ("身份证号码", "证件号码", "公民身份号码"),
                required=True,
            ),
        )  # fmt: skip

    def read(self, reader: RowReader, context: ImportContext) -> tuple[str, IdentityNumber] | None:
        name = reader.text(self.fields[0].name, longest=40)
        number = reader.identity_number(self.fields[1].name)
        reader.require(self.fields[0].name, name)
        reader.require(self.fields[1].name, number)
        return (name, number) if name and number else None

    def resolve(self, asked: Sequence[tuple[str, IdentityNumber]], context: ImportContext) -> list[Resolved]:
        """Return the persons; whoever is registered only where the asker sees nothing is not known here."""
        indexes = [index_of(number.number18) for _, number in asked]
        known = persons_by_index(indexes)
        seen = persons_in_sight([person.id for person in known.values()])
        found = []
        for (name, _), index in zip(asked, indexes, strict=True):
            person = seen.get(known[index].id) if index in known else None
            if person is None:
                found.append(Resolved(index.hex(), sentence=_UNKNOWN_PERSON, field=self.fields[1].name))
            elif open_inside(person.full_name) != name:
                found.append(Resolved(index.hex(), sentence=_OTHER_NAME, field=self.fields[0].name))
            else:
                found.append(Resolved(index.hex(), person.id, str(person.full_name), payload=person))
        return found

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        show_to_places(by=context.by, wanted=[(each.payload, context.place_path) for each in found])
        return {each.key: Made(each.object_id, {}) for each in found if each.object_id}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Registered persons stay; what the rows showed of them elsewhere ends with the registrations."""

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        name, number = (field.name for field in self.fields)
        return {
            key: {name: str(person.full_name), number: str(person.identity_number or "") or None}
            for key, person in persons_in_sight(ids).items()
        }
