"""Clearing what is over its term, and saying beforehand what that would be."""

from __future__ import annotations

from collections.abc import Callable

from baigong.foundation.audit.services import record
from baigong.foundation.retention.rules import Rule, rules

BY = "retention"
ACT = "retention.clear"


def dry_run() -> list[tuple[Rule, int]]:
    """Return each rule with how many rows a run would clear now; nothing is touched."""
    return [(each, each.due()) for each in rules()]


def clear_due(told: Callable[[int, int], None] = lambda done, total: None, by: str = BY) -> dict[str, int]:
    """Clear by every rule and return the counts; each that cleared something is audited with its count.

    A rule that fails does not keep the others from running; the first failure is raised at the end.
    """
    found: dict[str, int] = {}
    failure: Exception | None = None
    every = rules()
    for number, each in enumerate(every):
        try:
            found[each.name] = each.clear()
        except Exception as error:
            failure = failure or error
            continue
        if found[each.name]:
            record(
                by=by, act=ACT, object_kind="retention", object_ids=[each.name],
                purpose=each.term[:200], detail={"rows": found[each.name]},
            )  # fmt: skip
        told(number + 1, len(every))
    if failure is not None:
        raise failure
    return found
