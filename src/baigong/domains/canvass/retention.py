"""Somebody was talked to at the door or on the telephone: the service goes on."""

from __future__ import annotations

from baigong.domains.canvass.models import Contact
from baigong.domains.seekers.serving import register_sign

register_sign(
    "contact",
    lambda day: Contact.objects.filter(contacted_on__gt=day, voided_at__isnull=True).values("person_id"),
)
