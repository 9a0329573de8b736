"""So many within so long, exactly, over all processes: a table of places, each taken by one conditional update.

A count that is read and then written lets a burst through; here a place belongs to whoever's update found it
free. The table names nobody: its keys are digests.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from baigong.foundation import clock
from baigong.foundation.access.models import Allowance

LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def take(what: str, whose: str, *, most: int, within: datetime.timedelta) -> bool:
    """Take one of `most` places that each come free again after `within`; returns whether there was one."""
    key, now = _digest(f"{what}:{most}", whose), clock.now()
    if Allowance.objects.filter(key=key).count() < most:  # the night drops those nobody took for a day
        places = [Allowance(key=key, place=place, free_at=LONG_AGO) for place in range(most)]
        Allowance.objects.bulk_create(places, ignore_conflicts=True)
    free = list(Allowance.objects.filter(key=key, free_at__lte=now).values_list("id", flat=True))
    return any(
        Allowance.objects.filter(id=place, free_at__lte=now).update(free_at=now + within) for place in free
    )


def free_again(what: str, whose: str, *, most: int) -> datetime.datetime:
    """Return when the next place comes free, which is now when one is."""
    rows = Allowance.objects.filter(key=_digest(f"{what}:{most}", whose)).order_by("free_at")
    return max(clock.now(), rows.values_list("free_at", flat=True).first() or LONG_AGO)


@transaction.atomic
def forget_free() -> int:
    """Drop places nobody has taken for a day; returns how many."""
    gone, _ = Allowance.objects.filter(free_at__lt=clock.now() - datetime.timedelta(days=1)).delete()
    return gone


def _digest(what: str, whose: str) -> str:
    return salted_hmac("baigong.allowance", f"{what}:{whose}", algorithm="sha256").hexdigest()
