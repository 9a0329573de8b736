"""The tree of occupations as strangers choose from it: plain groups above, the official names below."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from baigong.domains.codes.selectors import entry_of, official
from baigong.faces.portal.wording import GROUPS

_WHOLE = "{}-00-00-00"


def must_be_known(code: str) -> None:
    """Refuse a code the table does not have.

    :raises ValidationError: with the sentence to show.
    """
    if code not in GROUPS and code not in official("occupation"):
        raise ValidationError("没有这个行当，请从列出的里面选。")


def label(code: str) -> str:
    """Return the name of a group or an occupation, "" for none."""
    if code in GROUPS:
        return GROUPS[code]
    found = entry_of("occupation", code)
    return found.label if found is not None else ""


def children(code: str) -> list[tuple[str, str]]:
    """Return code and name of what lies directly below a trade; nothing below nothing chosen."""
    whole = _WHOLE.format(code) if code in GROUPS else code
    return [(each.code, each.label) for each in official("occupation").children(whole)] if code else []


def options(chosen: str) -> list[dict[str, Any]]:
    """Return what the form offers: the groups, and under the chosen one the way down to it."""
    offered = []
    for digit, words in GROUPS.items():
        offered.append({"code": digit, "label": words, "is_chosen": digit == chosen})
        if chosen and chosen[0] == digit and chosen not in GROUPS:
            table = official("occupation")
            steps = [*table.ancestors(chosen), table[chosen]]
            offered += [
                {"code": step.code, "label": f"　{step.label}", "is_chosen": step.code == chosen}
                for step in sorted(steps, key=lambda step: step.level)
                if step.level > 1
            ]
    return offered
