"""Which organisation some facts are about, looked for in the whole installation, shown only in scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import (
    OrganisationFacts,
    county_path,
    name_pinyin,
    normalised_name,
)
from baigong.domains.parties.organisations import differences
from baigong.foundation.scope import current_scope, system_scope


@dataclass(slots=True)
class OrganisationMatch:
    """What the installation knows of the organisation some facts are about.

    `key` is the same for all facts about one organisation, known or not. `is_ours`: it stands inside the
    caller's places and may be changed; `is_seen`: it may at least be shown. `sentence` is set when the facts
    could mean several organisations.
    """

    key: str
    facts: OrganisationFacts
    organisation: Organisation | None = None
    is_ours: bool = True
    is_seen: bool = True
    sentence: str = ""
    changes: dict[str, str] = field(default_factory=dict)


def match_organisations(
    facts: Sequence[OrganisationFacts], *, fill_only: bool = True
) -> list[OrganisationMatch]:
    """Say for each of the facts which organisation they are about, in three queries for all of them.

    Looks beyond the caller's scope on purpose: one firm must not become two because two counties enter it.
    `fill_only`: what is known of a firm is not replaced, or two rows of one file would change it to and fro.
    A name without a code means the one firm of that name in its county, in the register or in these facts.
    """
    codes = _codes_by_name(facts)
    completed = [_with_code(each, codes) for each in facts]
    with system_scope("按信用代码和名称查重"):
        by_code = {
            each.credit_code: each
            for each in Organisation.objects.filter(
                credit_code__in={each.credit_code for each in completed} - {""}, withdrawn_at__isnull=True
            )
        }
        by_name = _organisations_by_name(completed)
        found = [_match(each, by_code, by_name, codes) for each in completed]
    _mark_sight(found)
    for match in found:
        if match.organisation is not None and match.is_ours:
            match.changes = differences(match.organisation, match.facts, fill_only=fill_only)
    return found


def _codes_by_name(facts: Iterable[OrganisationFacts]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for each in facts:
        if each.credit_code:
            codes[each.provisional_key].add(each.credit_code)
    return codes


def _with_code(facts: OrganisationFacts, codes: Mapping[str, set[str]]) -> OrganisationFacts:
    """A row that gives only the name is completed from the one row of its file that gives the code too."""
    known = codes.get(facts.provisional_key, set())
    if facts.credit_code or len(known) != 1:
        return facts
    return replace(facts, credit_code=next(iter(known)))


def _organisations_by_name(facts: Sequence[OrganisationFacts]) -> dict[str, list[Organisation]]:
    wanted = {each.provisional_key for each in facts}
    found: dict[str, list[Organisation]] = defaultdict(list)
    near = Organisation.objects.filter(
        county_id__in={each.county_id for each in facts},
        name_pinyin__in={name_pinyin(each.name) for each in facts},
        withdrawn_at__isnull=True,
    )
    for each in near:
        key = f"{county_path(each.place_path, each.county_id)}{normalised_name(each.name)}"[:200]
        if key in wanted:
            found[key].append(each)
    return found


def _match(
    facts: OrganisationFacts,
    by_code: Mapping[str, Organisation],
    by_name: Mapping[str, list[Organisation]],
    codes: Mapping[str, set[str]],
) -> OrganisationMatch:
    key = facts.provisional_key
    if facts.credit_code in by_code:
        return _known(facts, by_code[facts.credit_code])
    same_name = by_name.get(key, [])
    if facts.credit_code:
        # A firm that stood under its name only gets its code, unless two codes of this file claim the name.
        codeless = [each for each in same_name if not each.credit_code and len(codes[key]) == 1]
        return _known(facts, codeless[0]) if codeless else OrganisationMatch(facts.credit_code, facts)
    if len(same_name) > 1:
        listed = "、".join(each.credit_code or "没有代码" for each in same_name[:3])
        sentence = f"“{facts.name}”有{len(same_name)}家同名（{listed}），请填上统一社会信用代码。"
        return OrganisationMatch(key, facts, sentence=sentence)
    return _known(facts, same_name[0]) if same_name else OrganisationMatch(key, facts)


def _known(facts: OrganisationFacts, organisation: Organisation) -> OrganisationMatch:
    return OrganisationMatch(str(organisation.id), facts, organisation)


def _mark_sight(found: Sequence[OrganisationMatch]) -> None:
    scope = current_scope()
    others = []
    for match in found:
        if match.organisation is not None and not scope.covers_place(match.organisation.place_path):
            match.is_ours = False
            others.append(match)
    if not others:
        return
    ids = {match.organisation.id for match in others if match.organisation}
    seen = set(Organisation.objects.filter(id__in=ids).values_list("id", flat=True))
    for match in others:
        match.is_seen = match.organisation is not None and match.organisation.id in seen
