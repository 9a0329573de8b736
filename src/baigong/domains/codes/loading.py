"""Filling the code lists from the standard tables; an office's own codes are left alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import transaction

from baigong.domains.codes.models import Code
from baigong.domains.codes.selectors import forget_labels
from baigong.foundation.facts.bulk import insert_rows
from baigong.kernels.codes import education_levels, industries, occupations, skill_levels

EDUCATION_RANKS = ("不限", "小学", "初中", "高中（中专）", "大专", "本科", "硕士", "博士")


def load_codes(*, on: datetime.date) -> int:
    """Add every standard code that is not there yet, valid from a day on; return how many were added."""
    known = set(Code.objects.values_list("scheme", "code"))
    fresh = [code for code in _standard(on) if (code.scheme, code.code) not in known]
    insert_rows(fresh)
    forget_labels()
    return len(fresh)


@transaction.atomic
def add_codes(scheme: str, codes: Iterable[tuple[str, str, str]], *, on: datetime.date) -> int:
    """Add the codes (code, label, parent) of one scheme that are not there yet; return how many rows were added.

    A code that is worded anew keeps its old row until `on` and has a new one from then. What the office has
    worded itself (`entered_by`) stays.
    """
    held = {code.code: code for code in Code.objects.filter(scheme=scheme).order_by("code", "valid_from")}
    fresh = []
    for position, (code, label, parent) in enumerate(codes):
        known = held.get(code)
        if known is None or _gives_way(known, label, on):
            fresh.append(
                Code(
                    scheme=scheme,
                    code=code,
                    label=label,
                    parent_code=parent,
                    position=position,
                    valid_from=on,
                    aliases=known.aliases if known else [],
                )
            )
    insert_rows(fresh)
    forget_labels()
    return len(fresh)


def _gives_way(known: Code, label: str, on: datetime.date) -> bool:
    """End an older wording the day the new one begins; words put right on their first day are only mended."""
    if known.label == label or known.entered_by or known.valid_to is not None:
        return False
    rows = Code.objects.filter(id=known.id)
    if known.valid_from >= on:
        rows.update(label=label)
        return False
    rows.update(valid_to=on)
    return True


def _standard(on: datetime.date) -> Iterator[Code]:
    catalogues = {
        "occupation": occupations(),
        "industry": industries(),
        "education": education_levels(),
        "skill": skill_levels(),
    }
    for scheme, catalogue in catalogues.items():
        for position, entry in enumerate(catalogue):
            yield Code(
                scheme=scheme,
                code=entry.code,
                label=entry.label,
                parent_code=entry.parent or "",
                aliases=list(entry.aliases),
                position=position,
                valid_from=on,
            )
    yield from (_own("education_rank", str(n), label, n, on) for n, label in enumerate(EDUCATION_RANKS))
    for entry in skill_levels():
        yield _own("skill_level", entry.code, entry.label, int(entry.code), on)


def _own(scheme: str, code: str, label: str, position: int, on: datetime.date) -> Code:
    return Code(scheme=scheme, code=code, label=label, position=position, valid_from=on)
