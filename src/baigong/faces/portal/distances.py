"""How far away a job is, in words; and what is said when nobody knows."""

from __future__ import annotations

from baigong.domains.vacancies.public import PublicPage, PublicPlace
from baigong.domains.vacancies.public_distance import FARTHEST_KM, HowFar
from baigong.faces.portal.searching import Asked

_SHARED = {"town": "同一个镇（街道）", "county": "同一个县（市、区）", "none": "别的县（市、区）"}


def far_words(far: HowFar) -> str:
    """Return how far a job is: a figure where one is known and says something, else what the two places share."""
    if far.kilometres is None or far.is_same_point:
        return _SHARED[far.shared]
    if far.kilometres == 0:
        return "不到1公里"
    return f"约{far.kilometres}公里" if far.kilometres < FARTHEST_KM else "很远"


def is_measured(far: HowFar) -> bool:
    """Say whether a figure is known and says something."""
    return far.kilometres is not None and not far.is_same_point


def far_notes(asked: Asked, page: PublicPage, origin: PublicPlace | None) -> list[str]:
    """Return what people must know of the distances on a page; nothing where none was asked for."""
    within = asked.values.get("within")
    if origin is None:
        return [f"选了{within}公里以内，还要选“离哪里”。"] if within else []
    if not page.is_origin_known:
        return [_unknown_origin(origin, is_narrowed=bool(within))]
    notes = []
    if page.unmeasured:
        notes.append(f"另有{page.unmeasured}个岗位所在的地方没有登记坐标，不知道多远，没有列出。")
    if any(far.kilometres is None for far in page.how_far.values()):
        notes.append("没写公里数的岗位，所在的地方还没有登记坐标。")
    if any(far.kilometres is not None for far in page.how_far.values()):
        notes.append("公里数是两地中心之间的直线距离，路上走的会多些。")
    return notes


def _unknown_origin(origin: PublicPlace, *, is_narrowed: bool) -> str:
    why = (
        f"{origin.name}还没有登记坐标" if origin.county else f"{origin.name}太大，选到镇（街道）才能算公里数"
    )
    return f"{why}，按公里数找不了。" if is_narrowed else f"{why}，先按同镇、同县排。"
