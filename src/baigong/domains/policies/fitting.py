"""Which public policies are meant for somebody like this firm or person, and by which word of theirs.

This looks at the audience alone, never at conditions: it says what may be worth reading, not who is entitled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.ending import days_left
from baigong.domains.policies.public_list import PolicySearch, PublicPolicy, found_policies
from baigong.foundation import clock


@dataclass(frozen=True, slots=True)
class FittingPolicy:
    """A policy that may be of use, with the reasons in words: for whom it is, and what is known of the reader."""

    policy: PublicPolicy
    reasons: tuple[str, ...]
    days_left: int | None = None
    """Days until its last day, when that is near (JH-14a)."""


def fitting_policies(known: Mapping[str, str], place_path: str) -> list[FittingPolicy]:
    """Return the policies in force at a place whose audience is among what is known, most reasons first.

    :param known: audience code → what is known, as half a sentence (“登记的规模是小型企业”).
    """
    return fits_of(found_policies(PolicySearch(place_path=place_path)), known)


def fits_of(policies: Iterable[PublicPolicy], known: Mapping[str, str]) -> list[FittingPolicy]:
    """Return those of these policies that hold and whose audience is among what is known, most reasons first."""
    labels, today = audience_labels(), clock.today()
    found, holding = [], [each for each in policies if each.standing(today) in ("valid", "upcoming")]
    left = days_left((each.row for each in holding), today)
    for policy in holding:
        codes = [code for code in policy.row.audience_codes if code in known]
        reasons = tuple(f"面向{labels.get(code, code)}；{known[code]}。" for code in codes)
        if reasons:
            found.append(FittingPolicy(policy, reasons, left.get(policy.id)))
    return sorted(found, key=lambda each: -len(each.reasons))
