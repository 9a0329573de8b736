"""The employer a row of a list names: its columns, its facts, and writing it once for all its rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from baigong.domains.codes.selectors import official
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts, nature_of, normalised_name
from baigong.domains.parties.organisation_matching import OrganisationMatch
from baigong.domains.parties.organisations import (
    add_organisations,
    differences,
    new_organisation,
    update_organisations,
    withdraw_organisations,
)
from baigong.domains.parties.sight import BY_LIST, BY_ROWS, show_to_places, stop_listing
from baigong.domains.places.finding import PlaceFinder
from baigong.domains.places.models import Place
from baigong.domains.places.reading import place_named
from baigong.foundation.exchange.contract import FieldChange, ImportContext
from baigong.foundation.exchange.restoring import restore_fields
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.facts.models import Source
from baigong.foundation.facts.usage import rows_in_use
from baigong.kernels.recognition.fields import Field

VOIDED = "撤回导入"
FIRM_CHANGED = "这一行已撤；企业资料入库以后又有人改过，留着没动。"
EMPLOYER_FIELDS = (
    Field(
        "employer_name",
        "企业名称",
        "text",
        (
            "企业全称",
            "公司全称",
            "单位名称",
            "公司名称",
            "公司名",
            "用人单位",
            "用人单位名称",
            "招聘单位",
            "招聘单位名称",
            "用工单位",
            "company",
        ),
        required=True,
    ),
    Field(
        "credit_code",
        "统一社会信用代码",
        "credit_code",
        ("社会信用代码", "社会信用码", "信用代码", "统一信用代码", "统一社会信用码", "企业信用代码"),
    ),
    Field(
        "county",
        "所属县（市、区）",
        "text",
        ("所属县区", "所属区县", "区县", "县区", "所在县区", "县（市、区）"),
    ),
    Field(
        "place",
        "所属县镇",
        "place",
        (
            "镇街（园区）",
            "镇街",
            "所属镇街",
            "所属镇",
            "乡镇（街道）",
            "所属乡镇",
            "所在镇街",
            "企业所在镇街",
        ),
    ),
    Field("industry", "行业", "text", ("行业类型", "所属行业", "行业类别", "industry")),
    Field("nature", "企业性质", "text", ("企业类型", "单位性质", "公司性质", "company_type")),
    Field("size_label", "规模", "text", ("企业规模", "公司规模", "单位规模", "company_size")),
    Field("address", "地址", "text", ("企业地址", "办公地址", "单位地址", "公司地址", "详细地址")),
    Field("contact_name", "联系人", "text", ("企业联系人", "联系人姓名")),
    Field("contact_phone", "联系电话", "phone", ("企业联系电话", "联系人电话", "联系方式", "电话")),
)
_LABELS = {
    "name": "企业名称",
    "credit_code": "统一社会信用代码",
    "nature": "企业性质",
    "industry_code": "行业",
    "size_label": "规模",
    "address": "地址",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
}
_HIDDEN = ("contact_name", "contact_phone")


class EmployerReader:
    """Reads the employers of one file's rows; knows the places below the one the file is for."""

    _last: ClassVar[tuple[uuid.UUID, EmployerReader] | None] = None

    @classmethod
    def of(cls, context: ImportContext) -> EmployerReader:
        """Return the reader of a file, made once for its many chunks."""
        last = cls._last  # one reading: another thread may be at another file
        if last is None or last[0] != context.batch_id:
            last = cls._last = (context.batch_id, cls(context))
        return last[1]

    def __init__(self, context: ImportContext) -> None:
        self.home = Place.objects.get(id=context.place_id)
        self._places = PlaceFinder(context.place_path)

    def place(self, reader: RowReader) -> Place | None:
        """Return the place a row names, or the file's own where it names none; None when it is not found."""
        text = reader.text("county", longest=60) + reader.text("place", longest=120)
        if not text:
            return self.home
        return place_named(reader, self._places, text, field="place" if reader.text("place") else "county")

    def facts(self, reader: RowReader, place: Place | None) -> OrganisationFacts | None:
        """Return what a row says of its employer; None when it cannot be said who that is."""
        name = reader.text("employer_name")
        if not name:
            reader.wrong("employer_name", "missing", "没有企业名称，不知道是哪一家。请补上企业名称。")
        code = reader.credit_code("credit_code")
        credit_code = code.code if code else ""
        facts = {
            "nature": nature_of(reader.text("nature", longest=40), credit_code),
            "industry_code": industry_code(reader.text("industry")),
            "size_label": reader.text("size_label", longest=30),
            "address": reader.text("address", longest=200),
            "contact_name": reader.text("contact_name", longest=40),
            "contact_phone": _phone(reader),
        }
        if reader.has_error or place is None:
            return None
        return OrganisationFacts(
            name=name,
            credit_code=credit_code,
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            **facts,
        )


def _phone(reader: RowReader) -> str:
    """A firm's telephone that cannot be read keeps neither the firm nor its needs out."""
    before = len(reader.problems)
    phone = reader.phone("contact_phone")
    for number, problem in enumerate(reader.problems[before:], start=before):
        reader.problems[number] = replace(problem, is_error=False)
    return phone


def industry_code(text: str) -> str:
    """Return the code of an industry written by its code or its full name in GB/T 4754; empty otherwise."""
    found = official("industry").search(text, limit=1) if text else ()
    return found[0].code if found and text in (found[0].code, found[0].label) else ""


def note_match(reader: RowReader, match: OrganisationMatch) -> None:
    """Say what the register makes an officer want to know of a row's employer."""
    if match.sentence:
        reader.wrong("employer_name", "employer_ambiguous", match.sentence)
    known = match.organisation
    if known is not None and normalised_name(known.name) != normalised_name(match.facts.name):
        sentence = f"这个信用代码登记的是“{known.name}”，表里写的是“{match.facts.name}”，按登记的记。请核对。"
        reader.wrong("employer_name", "employer_name", sentence, is_error=False)
    if known is not None and match.is_ours:
        for name in set(_HIDDEN) & set(differences(known, match.facts)) - set(match.changes):
            sentence = f"{_LABELS[name]}和登记的不一样，没有改。要改，请在企业清单里改。"
            reader.wrong(name, "contact_differs", sentence, is_error=False)


def shown_changes(match: OrganisationMatch) -> list[FieldChange]:
    """Return what a row changes about its employer; contact data are not shown."""
    changes = []
    for name, value in match.changes.items():
        kept = str(getattr(match.organisation, name) or "—")
        hidden = name in _HIDDEN
        changes.append(
            FieldChange(
                _LABELS[name], "（已有，不显示）" if hidden else kept, "（新值）" if hidden else value
            )
        )
    if match.organisation is not None and not match.is_seen:
        changes.append(FieldChange("登记地", "外地已登记", "本地可见"))
    return changes


@dataclass(slots=True)
class WrittenEmployer:
    """An organisation as it stands after writing; `trace` is what taking it back needs, given out once."""

    organisation: Organisation
    trace: dict[str, Any]

    def take_trace(self) -> dict[str, Any]:
        trace, self.trace = self.trace, {}
        return trace


def write_employers(
    matches: Sequence[OrganisationMatch], context: ImportContext, *, purpose: str = BY_ROWS
) -> dict[str, WrittenEmployer]:
    """Create, complete or show the organisations that rows name, each once; returns them by their keys.

    A place that rows name sees the organisation from now on; a list of firms shows only the unseen ones.
    """
    first = {match.key: match for match in reversed(matches)}
    made = {
        key: new_organisation(_merged(key, matches), source=Source.IMPORT, source_id=str(context.batch_id))
        for key, match in first.items()
        if match.organisation is None
    }
    add_organisations(list(made.values()))
    written = {key: WrittenEmployer(each, {"new_organisation": str(each.id)}) for key, each in made.items()}
    changes: dict[str, dict[str, str]] = {}
    for match in matches:
        if match.organisation is not None and match.changes:
            changes[match.key] = {**match.changes, **changes.get(match.key, {})}
    known = {key: match.organisation for key, match in first.items() if match.organisation is not None}
    entry = update_organisations(
        by=context.by,
        updates=[(known[key], values) for key, values in changes.items()],
        place_path=context.place_path,
    )
    for key, organisation in known.items():
        trace = {"organisation": str(organisation.id), "organisation_entry": str(entry)}
        written[key] = WrittenEmployer(organisation, trace if key in changes else {})
    _show(matches, written, by=context.by, purpose=purpose)
    return written


def _show(
    matches: Sequence[OrganisationMatch], written: Mapping[str, WrittenEmployer], *, by: str, purpose: str
) -> None:
    wanted = {
        (match.key, match.facts.place_path) for match in matches if purpose == BY_ROWS or not match.is_seen
    }
    opened = show_to_places(
        by=by, wanted=[(written[key].organisation, place) for key, place in wanted], purpose=purpose
    )
    for key, place in wanted if purpose == BY_LIST else ():
        organisation = written[key].organisation
        if (organisation.id, place) in opened:
            written[key].trace |= {"organisation": str(organisation.id), "listed_at": place}


def _merged(key: str, matches: Sequence[OrganisationMatch]) -> OrganisationFacts:
    """What all rows together say of a new organisation; the first that says something is believed."""
    said = [match.facts for match in matches if match.key == key]
    values = {
        name: next((value for facts in said if (value := facts.values[name])), "") for name in said[0].values
    }
    return replace(said[0], **values)


def changed_firm(trace: Mapping[str, Any]) -> str:
    """Return the key of the organisation whose fields a row changed; empty when it changed none."""
    return str(trace["organisation"]) if trace.get("organisation_entry") else ""


def undo_employers(traces: Sequence[dict[str, Any]], context: ImportContext, *, by: str) -> set[str]:
    """Take back what rows did to organisations; what is used or was changed since stays.

    Returns the ids of the organisations left as they are. Call it after the rows' own objects are taken back.
    """
    made = [uuid.UUID(trace["new_organisation"]) for trace in traces if trace.get("new_organisation")]
    used = rows_in_use(Organisation, made)
    withdraw_organisations(by=by, organisation_ids=[key for key in made if key not in used], reason=VOIDED)
    entries = {
        uuid.UUID(trace["organisation"]): trace["organisation_entry"]
        for trace in traces
        if trace.get("organisation_entry")
    }
    kept = restore_fields(
        Organisation, entries, by=by, place_path=context.place_path, batch_id=context.batch_id
    )
    stop_listing(
        by=by,
        places=[
            (uuid.UUID(trace["organisation"]), trace["listed_at"])
            for trace in traces
            if trace.get("listed_at")
        ],
    )
    return {str(key) for key in used | kept}
