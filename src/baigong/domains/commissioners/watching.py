"""What the public list of commissioners depends on, so that kept pages are made anew at once."""

from __future__ import annotations

from baigong.domains.commissioners.public_contacts import SHOWN_BY_ASSIGNMENT, SHOWN_BY_CONTACT, SHOWN_BY_POST
from baigong.domains.policies.public_list import TOPIC
from baigong.foundation.freshness.triggers import watch


def watch_public_lists() -> None:
    """Have changes of contacts, of their posts and of whom they serve noted; called from `AppConfig.ready`."""
    watch(TOPIC, "commissioners.PublicContact", columns=SHOWN_BY_CONTACT, shown_by="public_since")
    watch(TOPIC, "users.Post", columns=SHOWN_BY_POST, shown_by="starts_on")
    watch(TOPIC, "commissioners.Assignment", columns=SHOWN_BY_ASSIGNMENT, shown_by="starts_on")
