"""The channels in which a vacancy is made known: the portal by itself, every other one as somebody notes it (AH-4.3a).

A vacancy that came down from the portal or was closed is to be taken down everywhere; what is still up elsewhere is
told to who has to see to it (AH-4.3b).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.policies.selectors import pack_for
from baigong.domains.vacancies.models import Posting, PostingState, Vacancy
from baigong.domains.vacancies.services import VacancyError
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.kernels.packs import Channel

CONTENT, PORTAL = "vacancies", "portal"
WAITING, TO_TAKE_DOWN = "waiting", "to_take_down"
LABELS = {**dict(PostingState.choices), WAITING: "还没登", TO_TAKE_DOWN: "还没撤下"}


@dataclass(frozen=True, slots=True)
class PostingLine:
    """How a vacancy stands in one channel; `last` is what was noted last, None for the portal."""

    channel: Channel
    state: str
    last: Posting | None

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def is_portal(self) -> bool:
        return self.channel.carrier == PORTAL


def posting_lines(vacancy: Vacancy) -> list[PostingLine]:
    """Return how a vacancy stands in every channel the plans at its place name; one query beside the plans'."""
    rows = Posting.objects.filter(vacancy_id=vacancy.id, voided_at__isnull=True)
    last = {row.channel: row for row in rows.order_by("recorded_at", "id")}
    channels = pack_for(vacancy.place_path).channel_list(CONTENT)
    return [_line(channel, vacancy, last.get(channel.code)) for channel in channels]


def _line(channel: Channel, vacancy: Vacancy, last: Posting | None) -> PostingLine:
    is_public = vacancy.public_since is not None
    if channel.carrier == PORTAL:
        return PostingLine(channel, PostingState.POSTED if is_public else WAITING, None)
    if last is None:
        return PostingLine(channel, WAITING, None)
    if last.state == PostingState.POSTED and not is_public:
        return PostingLine(channel, TO_TAKE_DOWN, last)
    return PostingLine(channel, last.state, last)


@transaction.atomic
def note_posting(
    *,
    by: str,
    vacancy: Vacancy,
    channel: str,
    state: str,
    happened_on: datetime.date,
    link: str = "",
    note: str = "",
    reach_people: int | None = None,
) -> Posting:
    """Note what became of a vacancy in a channel outside (AH-4.3a, M05.1).

    :raises VacancyError: for a channel the plan does not name or the portal itself, without an address or a reason,
        for a day to come, or when a vacancy that is not public is said to stand there.
    """
    known = {each.code: each for each in pack_for(vacancy.place_path).channel_list(CONTENT)}
    if channel not in known or known[channel].carrier == PORTAL:
        raise VacancyError(
            "channel", "这个渠道不在方案里，或者由本平台自己公开，不用登记。请从列出的渠道里选。"
        )
    _refuse_unsaid(vacancy, state, link, note, happened_on)
    row: Posting = Posting.objects.create(
        vacancy=vacancy, channel=channel, state=state, link=link, note=note.strip(), reach_people=reach_people,
        happened_at=datetime.datetime.combine(happened_on, datetime.time(), clock.CHINA), noted_by=by, source_id=by,
        place_path=vacancy.place_path, county_id=vacancy.county_id,
    )  # fmt: skip
    record(
        by=by, act="vacancy.note_channel", object_kind="vacancy", object_ids=[vacancy.id],
        place_path=vacancy.place_path, detail={"channel": channel, "state": state},
    )  # fmt: skip
    return row


def _refuse_unsaid(vacancy: Vacancy, state: str, link: str, note: str, on: datetime.date) -> None:
    if state == PostingState.POSTED and vacancy.public_since is None:
        raise VacancyError(
            "state", "这个岗位没有公开，不能登记为已登出。外面还挂着的，请撤下，再选“已撤下”。"
        )
    if state == PostingState.POSTED and not (link or note.strip()):
        raise VacancyError("link", "请写登在哪里：填网址；没有网址的，在说明里写，例如：送到哪几户。")
    if state == PostingState.FAILED and not note.strip():
        raise VacancyError("note", "请写没登成的原因，好让接手的人知道。")
    if on > clock.today():
        raise VacancyError("happened_on", "日子不能晚于今天。")
