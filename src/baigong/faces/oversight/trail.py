"""From what an auditor asks to rows a page or a workbook shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from baigong.domains.parties.selectors import names_of_organisations
from baigong.domains.places.selectors import labels_of
from baigong.domains.users.actors import actors_matching, actors_named
from baigong.faces.oversight.forms import TrailForm
from baigong.faces.oversight.processing_record import NAMES
from baigong.faces.oversight.sight import own_place, place_choices
from baigong.faces.oversight.wording import act_label, kind_label
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.audit.searching import Sightline, acts_and_kinds, purposes_given
from baigong.foundation.scope import system_scope

_DETAILS = {
    "fields": "字段",
    "on_behalf_of": "代谁办的",
    "rows": "行数",
    "values": "值数",
    "changes": "改动数",
    "filters": "筛选",
    "parameter": "参数",
    "value": "值",
    "valid_from": "起",
    "list": "清单",
    "findings": "发现问题数",
    "entries": "记录数",
    "seal": "封存",
    "sequence": "序号",
    "rule": "规则",
    "figure": "数量",
    "key": "密钥编号",
}


def trail_form(
    request: HttpRequest, sightline: Sightline | None, form: type[TrailForm] = TrailForm, **named: Any
) -> TrailForm:
    """Return the form with what occurs in this auditor's trail to choose from."""
    acts, kinds = acts_and_kinds(sightline)
    return form(
        acts=[(each, act_label(each)) for each in acts],
        kinds=[(each, kind_label(each)) for each in kinds],
        purposes=purposes_given(sightline),
        places=place_choices(own_place(request)),
        **named,
    )


def actors_asked(form: TrailForm) -> frozenset[str] | None:
    """Return the ids of whom the form asks for; None when it asks for nobody in particular."""
    given = form.cleaned_data
    if not (given["username"] or given["role"] or given["office"]):
        return None
    return actors_matching(username=given["username"].strip(), role=given["role"], place_path=given["office"])


def rows_of(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Return entries with names in place of ids."""
    listed = list(entries)
    actors = actors_named(entry.by for entry in listed)
    places = labels_of(entry.place_path for entry in listed)
    return [
        {
            "entry": entry,
            "actor": actors[entry.by],
            "act": act_label(entry.act),
            "kind": kind_label(entry.object_kind),
            "place": places.get(entry.place_path, ""),
        }
        for entry in listed
    ]


def details_of(entry: AuditEntry) -> list[tuple[str, str]]:
    """Return what an entry says beside its columns, in words; digests are left to the machine."""
    shown = {name: value for name, value in entry.detail.items() if not name.endswith("digest")}
    if isinstance(fields := shown.get("fields"), list):
        shown["fields"] = [NAMES.get(field, field) for field in fields]
    if behalf := shown.get("on_behalf_of"):
        shown["on_behalf_of"] = _stood_for(str(behalf))
    return [(_DETAILS.get(name, name), _words(value)) for name, value in sorted(shown.items())]


def _stood_for(party: str) -> str:
    """Return the name of whom somebody stood in for, or of the firm by whose mandate it was done."""
    with system_scope("审计：查是代谁办的"):
        firms = names_of_organisations([UUID(party)])
    return next(iter(firms.values()), "") or actors_named([party])[party].name


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{name} {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_words(each) for each in value)
    return str(value)
