"""The city's lists as the files offices send, brought in through the ordinary import."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction

from baigong.domains.places.models import Place
from baigong.domains.vacancies.linking import link_to_needs
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import publish_vacancies
from baigong.faces.cli.demo import world
from baigong.foundation.exchange.at_once import import_at_once
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.services import upload_file
from baigong.foundation.scope import Scope, enter

Progress = Callable[[str, Iterable[Any], int], Iterator[Any]]


def table_file(title: str, headings: list[str], rows: Iterable[list[str]]) -> bytes:
    """Return a list as an office sends it: a title row, GBK, commas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([title] + [""] * (len(headings) - 1))
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("gb18030")


def import_file(list_name: str, place: Place, name: str, data: bytes) -> ImportBatch:
    """Bring one file in as an officer of the place would, all sure columns taken."""
    with enter(Scope(actor="demo", label="演示", places=(place.path,))):
        batch = upload_file(
            by="demo",
            list_name=list_name,
            place_id=place.id,
            place_path=place.path,
            county_id=place.county_id,
            file_name=name,
            data=data,
            in_background=False,
        )
        return import_at_once(batch, progress=lambda done, total, text: None)


def import_all(size: world.Size, places: dict[str, Place], day: datetime.date, progress: Progress) -> None:
    """Bring in the city's employers, shortages and vacancies, then the people county by county."""
    firms, city = world.firms(size), places["city"]
    pairs = list(zip(firms, world.posts_of(size), strict=True))
    files = {
        "employers": (
            "企业清单",
            world.EMPLOYER_HEADINGS,
            [world.employer_row(firm, number) for number, firm in enumerate(firms)],
        ),
        "organisation_statuses": (
            "重点企业认定",
            world.STATUS_HEADINGS,
            [world.status_row(firm, day) for firm in firms if firm.employees >= world.KEY_FROM],
        ),
        "shortages": (
            "缺工企业清单",
            world.SHORTAGE_HEADINGS,
            [row for firm in firms for row in world.shortage_rows(firm, day)],
        ),
        "vacancies": (
            "岗位清单",
            world.VACANCY_HEADINGS,
            [row for firm, posts in pairs for row in world.vacancy_rows(firm, posts)],
        ),
    }
    for name in progress("导入企业、认定、缺工和岗位清单", files, len(files)):
        title, headings, rows = files[name]
        import_file(name, city, f"{title}.csv", table_file(title, headings, rows))
    _publish()
    counties = world.city()["counties"]
    ends = list(itertools.accumulate(world.shares(size.people)))
    for number in progress("导入人力资源供给清单", range(len(counties)), len(counties)):
        place = places[counties[number]["name"]]
        people = range(ends[number - 1] if number else 0, ends[number])
        rows = [world.worker_row(person, number, day) for person in people]
        data = table_file(f"{place.name}人力资源供给清单", world.WORKER_HEADINGS, rows)
        import_file("workers", place, "人力资源供给清单.csv", data)


@transaction.atomic
def _publish() -> None:
    vacancies = list(Vacancy.objects.filter(closed_on__isnull=True).select_related("organisation"))
    link_to_needs(by="demo", vacancies=vacancies)
    publish_vacancies(by="demo", vacancies=vacancies)
