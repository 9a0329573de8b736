"""The desk of somebody who acts for a firm by its mandate: that firm's rows, and none of one's own place (BZ-4b)."""

from __future__ import annotations

import uuid

from baigong.domains.users.enums import DESK_MATTERS
from baigong.domains.users.mandates import mandates_held
from baigong.domains.users.models import Mandate

PREFIX = "mandate:"


def desk_of(mandate: Mandate) -> str:
    """Return the word by which this desk is chosen."""
    return f"{PREFIX}{mandate.id}"


def gives_a_desk(mandate: Mandate) -> bool:
    """Say whether the matter is done at a desk here."""
    return mandate.matter in DESK_MATTERS


def mandate_at(user_id: uuid.UUID, desk: str) -> Mandate | None:
    """Return the mandate a desk stands for as long as it holds: asked anew on each request, it ends at once.

    None for any other desk, for a mandate of somebody else, one that ended, and one in another matter.
    """
    if not desk.startswith(PREFIX):
        return None
    held = mandates_held(user_id)
    return next((each for each in held if desk_of(each) == desk and gives_a_desk(each)), None)
