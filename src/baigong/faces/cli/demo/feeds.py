"""A department's data in the demonstration: insurance months agreed on, delivered once, certified; and one park."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.units.services import join_unit, open_unit
from baigong.faces.cli.demo import world
from baigong.faces.cli.demo.lists import table_file
from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.feeds.models import FeedWay
from baigong.foundation.feeds.receiving import Parcel, actor_of, carry_in, receive, scope_of
from baigong.foundation.feeds.services import FeedTerms, open_feed, open_key
from baigong.foundation.scope import enter

FIRMS, EACH, STRANGERS, MOST_MONTHS = 4, 12, 2, 6
_HEADINGS = ["姓名", "身份证号", "企业名称", "统一社会信用代码", "参保起始月", "连续月数"]
_TERMS = FeedTerms(
    name="social-insurance",
    title="社保缴费",
    source_code="social-insurance",
    list_name="insurance_months",
    way=FeedWay.FOLDER,
    expected_days=31,
    grace_days=20,
)


def fill_feeds(county: Place, number: int, size: world.Size, today: datetime.date) -> None:
    """Agree on the insurance office's data for the n-th county and let one file of it in; two people are strangers."""
    people = _people(size, number, today)
    as_of = today.replace(day=1) - datetime.timedelta(days=1)
    with clock.at(today - datetime.timedelta(days=40)):
        feed = open_feed(
            by="demo", terms=_TERMS, place_id=county.id, place_path=county.path, county_id=county.county_id
        )
        key, _ = open_key(by="demo", feed=feed)
    data = table_file("职工参保月份", _HEADINGS, _rows(county, people, as_of))
    parcel = Parcel(f"参保月份{as_of:%Y%m}.csv", data, as_of, FeedWay.FOLDER, key.number)
    with enter(scope_of(feed)):
        delivery, _ = receive(feed, parcel, in_background=False)
        carry_in(ImportBatch.objects.get(id=delivery.batch_id), by=actor_of(feed))


def _people(size: world.Size, number: int, today: datetime.date) -> list[list[str]]:
    """Return as many people of the county's supply list as are insured, and two nobody has registered."""
    shares = world.shares(size.people)
    first = sum(shares[:number])
    insured = range(first, first + min(FIRMS * EACH, shares[number]))
    strangers = range(size.people + 1, size.people + 1 + STRANGERS)
    return [world.worker_row(person, number, today) for person in (*insured, *strangers)]


def _rows(county: Place, people: list[list[str]], as_of: datetime.date) -> list[list[str]]:
    """Return a line a person: the firms of the county in turn, from one to six months up to the as-of day."""
    firms = Organisation.objects.filter(place_path__startswith=county.path).order_by("credit_code")[:FIRMS]
    named = list(firms.values_list("name", "credit_code"))
    rows = []
    for position, person in enumerate(people):
        firm, code = named[position % len(named)]
        months = 1 + position // len(named) % MOST_MONTHS
        start = as_of.year * 12 + as_of.month - months
        rows.append([person[1], person[3], firm, code, f"{start // 12}-{start % 12 + 1:02}", str(months)])
    return rows


@transaction.atomic
def fill_units(county: Place, town: Place, since: datetime.date) -> None:
    """Open one park in the county: a town belongs to it, and a firm of another town."""
    park = open_unit(
        by="demo", label=f"{county.name}东部园区", code=f"{county.code}-K1", kind="park", place=county,
        valid_from=since,
    )  # fmt: skip
    join_unit(by="demo", unit=park, member=town, starts_on=since)
    others = Organisation.objects.filter(place_path__startswith=county.path)
    firm = others.exclude(place_path__startswith=town.path).order_by("credit_code").first()
    if firm is not None:
        join_unit(by="demo", unit=park, member=firm, starts_on=since)
