"""Verbs on code lists: a newer official table put in force, and an entry of the office's own."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db import transaction

from baigong.domains.codes.errors import CodeListError
from baigong.domains.codes.models import Code
from baigong.domains.codes.selectors import OFFICIAL, forget_labels, official
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.bulk import insert_rows
from baigong.kernels.codes import Catalogue
from baigong.kernels.codes import Code as Entry

# Lists in which one official table is kept a second time, for the lists people choose from.
_ALSO = {"skill": ("skill", "skill_level")}


@dataclass(slots=True)
class Renewal:
    """What a newer table changes in a list as it stands: codes with their words, old and new."""

    new: list[Entry] = field(default_factory=list)
    reworded: list[tuple[Code, Entry]] = field(default_factory=list)
    gone: list[Code] = field(default_factory=list)
    own: list[Code] = field(default_factory=list)
    """Codes the office has worded itself: neither reworded nor ended."""
    unchanged: int = 0


def compare(table: Catalogue, scheme: str = "") -> Renewal:
    """Return what putting a newer official table in force would change in its list; nothing is written.

    :raises CodeListError: when the office has no such list yet.
    """
    in_force = Code.objects.filter(scheme=scheme or table.scheme, valid_to__isnull=True)
    held = {code.code: code for code in in_force}
    if not held:
        raise CodeListError("list", "这里还没有这张代码表。请先用baigong open-office开通。")
    found = Renewal()
    for entry in table:
        known = held.get(entry.code)
        if known is None:
            found.new.append(entry)
        elif known.entered_by:
            found.own.append(known)
        elif (known.label, known.parent_code) != (entry.label, entry.parent or ""):
            found.reworded.append((known, entry))
        else:
            found.unchanged += 1
    absent = [code for code in held.values() if code.code not in table]
    found.own += [code for code in absent if code.entered_by]
    found.gone = [code for code in absent if not code.entered_by]
    return found


@transaction.atomic
def renew(*, by: str, table: Catalogue, on: datetime.date, end_gone: bool = False) -> Renewal:
    """Put a newer official table in force from a day on, and return what that changed.

    A code that is worded anew, or hangs elsewhere, keeps its old row until `on`; the office's own wording stays.
    Codes the table no longer has end only with `end_gone`: old rows go on being read by them.

    :raises CodeListError: for a day that has not come, or a list the office does not have.
    """
    _refuse_coming(on)
    found = compare(table)
    for scheme in _ALSO.get(table.scheme, (table.scheme,)):
        _put_in_force(scheme, table, on, end_gone=end_gone)
    forget_labels()
    counts = {
        "new": len(found.new),
        "reworded": len(found.reworded),
        "ended": len(found.gone) if end_gone else 0,
    }
    detail = {"scheme": table.scheme, "on": str(on), **counts}
    record(by=by, act="codes.renew", object_kind="code", object_ids=[], detail=detail)
    return found


def _put_in_force(scheme: str, table: Catalogue, on: datetime.date, *, end_gone: bool) -> None:
    found, positions = compare(table, scheme), {entry.code: number for number, entry in enumerate(table)}
    fresh = [*found.new, *(entry for _, entry in found.reworded)]
    _refuse_before_an_end(scheme, [entry.code for entry in fresh], on)
    aliases = _give_way(scheme, [known.code for known, _ in found.reworded], on)
    for code in found.gone if end_gone else ():
        code.valid_to = max(on, code.valid_from + datetime.timedelta(days=1))
        code.save(update_fields=["valid_to"])
    insert_rows(
        [
            Code(
                scheme=scheme,
                code=entry.code,
                label=entry.label,
                parent_code=entry.parent or "",
                aliases=list(entry.aliases) or aliases.get(entry.code, []),
                position=positions[entry.code],
                valid_from=on,
            )
            for entry in fresh
        ]
    )


def _refuse_before_an_end(scheme: str, codes: list[str], on: datetime.date) -> None:
    later = Code.objects.filter(scheme=scheme, code__in=codes, valid_to__gt=on).order_by("code").first()
    if later is not None:
        raise CodeListError("day", f"{later.code}在{later.valid_to}改过名或废止。请从那天或以后起算。")


def _give_way(scheme: str, codes: list[str], on: datetime.date) -> dict[str, list[str]]:
    """End the wordings in force on a day and return the names people use; what would begin no earlier goes."""
    rows = Code.objects.filter(scheme=scheme, code__in=codes, valid_to__isnull=True)
    aliases = {code.code: list(code.aliases) for code in rows}
    rows.filter(valid_from__gte=on).delete()  # a slip of the first day: nothing was ever read by it
    rows.update(valid_to=on)
    return aliases


@transaction.atomic
def enter_code(*, by: str, scheme: str, code: str, label: str, parent: str = "", on: datetime.date) -> Code:
    """Enter an office's own code, or its own wording of an official one, from a day on; official tables leave it alone.

    :raises CodeListError: for an unknown superior, words too long, a day that has not come, or nothing new.
    """
    _refuse_coming(on)
    if not code.strip() or len(code) > 40 or not label.strip() or len(label) > 120:
        raise CodeListError("words", "代码不超过40个字，名称不超过120个字，都不能空。")
    in_force = Code.objects.filter(scheme=scheme, valid_to__isnull=True)
    if parent and (parent == code or not in_force.filter(code=parent).exists()):
        raise CodeListError("parent", f"没有代码是“{parent}”的上级。请核对代码。")
    known = in_force.filter(code=code).first()
    if known is not None and (known.label, known.parent_code) == (label, parent or known.parent_code):
        raise CodeListError("same", f"{code}已经叫“{label}”，不用再登记。")
    _refuse_before_an_end(scheme, [code], on)
    aliases = _give_way(scheme, [code], on).get(code, [])
    position = known.position if known else in_force.count()
    row = Code.objects.create(
        scheme=scheme,
        code=code,
        label=label,
        parent_code=parent or (known.parent_code if known else ""),
        aliases=aliases,
        position=position,
        valid_from=on,
        entered_by=by,
    )
    forget_labels()
    if scheme in OFFICIAL:
        official(scheme)  # refuses, and so takes back, an entry that would lie below itself
    record(by=by, act="codes.enter", object_kind="code", object_ids=[row.id], detail={"scheme": scheme})
    return row


def _refuse_coming(on: datetime.date) -> None:
    if on > clock.today():
        raise CodeListError("day", f"从{on}起才算，到那天再办。现在可以不写--on，加--dry-run看。")
