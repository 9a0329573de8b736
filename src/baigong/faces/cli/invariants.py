"""What must hold in every database of this version; each finding is one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F

from baigong.domains.parties.models import Person
from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.places.models import Place, Reform, ReformState
from baigong.domains.places.reforming import OPEN_STATES
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.facts.append_only import fact_models, sealed_columns
from baigong.foundation.facts.models import MovedRow, PlaceMove
from baigong.foundation.facts.moving import place_columns
from baigong.foundation.rotation.models import ResealPermit


def broken_invariants(*, is_copy: bool = False) -> list[str]:
    """Return a sentence for everything that does not hold; the caller has entered a scope that sees all.

    `is_copy`: the database came from a backup and the audit's anchor went on since.
    """
    return [
        *_schema(),
        *_triggers(),
        *_places(),
        *_reforms(),
        *_people(),
        *_placements(),
        *_audit(is_copy=is_copy),
    ]


def _schema() -> Iterator[str]:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit):
        yield "数据库结构不是这个版本的。请先运行baigong serve或manage.py migrate。"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            broken = cursor.fetchall()
        if broken:
            yield f"有{len(broken)}处引用指向不存在的行，第一处在表{broken[0][0]}。"


def _triggers() -> Iterator[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT trigger_name FROM information_schema.triggers"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        standing = {row[0] for row in cursor.fetchall()}
    for model in fact_models():
        table = model._meta.db_table
        wanted = {f"{table}_no_update", *(f"{table}_{column}_reseal" for column in sealed_columns(model))}
        if wanted - standing:
            yield f"{table}没有“只增不改”的保护。请重新运行migrate。"
    if ResealPermit.objects.exists():
        yield "有换密文的许可没有收回。密钥轮换之外有人动过，请核查数据库。"


def _places() -> Iterator[str]:
    for place in Place.objects.select_related("parent"):
        above = place.parent.path if place.parent else ""
        if place.path != f"{above}{place.key}/":
            yield f"{place.name}的路径和上级对不上。"
    paths = {"", *Place.objects.values_list("path", flat=True)}
    for column in place_columns():
        if column.is_path:
            stray = set(column.rows().values_list(column.name, flat=True).distinct()) - paths
            if stray:
                yield f"{column.table}里有{len(stray)}个不存在的地方。"


def _reforms() -> Iterator[str]:
    running = Reform.objects.filter(state__in=OPEN_STATES).values("id")
    if PlaceMove.objects.filter(closed_at__isnull=True).exclude(reform_id__in=running).exists():
        yield "有一次区划调整已经结束，行却还能搬动。请重新运行baigong reform --status看是哪一次。"
    held = set(MovedRow.objects.filter(is_held=True).values_list("table", "row_id"))
    settled = Reform.objects.filter(state=ReformState.SETTLED).values("id")
    ended = PlaceMove.objects.filter(reform_id__in=settled, is_merger=True).values_list("old_path", flat=True)
    for column in place_columns():
        if column.is_path and column.follows_mergers:
            at = column.rows().filter(**{f"{column.name}__in": set(ended)})
            left = [key for key in at.values_list("pk", flat=True) if (column.table, str(key)) not in held]
            if left:
                yield f"{column.table}有{len(left)}行还在已并走的地方。"


def _people() -> Iterator[str]:
    stray = Person.objects.exclude(id=F("party_id")).count()
    if stray:
        yield f"有{stray}个人和主体的编号不一致。"


def _placements() -> Iterator[str]:
    engaged = Engagement.objects.filter(voided_at__isnull=True, introduction__isnull=False)
    hired = Introduction.objects.filter(state=IntroductionState.HIRED)
    lost = hired.exclude(id__in=engaged.values("introduction_id")).count()
    if lost:
        yield f"有{lost}次介绍记了录用，却没有用工记录。"
    early = Engagement.objects.filter(introduction__introduced_on__gt=F("starts_on")).count()
    if early:
        yield f"有{early}条用工的开始日早于介绍日。"


def _audit(*, is_copy: bool) -> Iterator[str]:
    for finding in verify_audit(is_copy=is_copy):
        yield finding.sentence
