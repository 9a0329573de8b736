"""The mandates somebody holds as pages list them: each with the desk it opens, where its matter has one."""

from __future__ import annotations

import uuid
from typing import Any

from baigong.domains.users.mandate_desk import desk_of, gives_a_desk
from baigong.domains.users.mandates import mandates_held


def mandate_lines(user_id: uuid.UUID) -> list[dict[str, Any]]:
    """Return what a user may do in whose name today, the oldest first."""
    held = mandates_held(user_id)
    return [{"mandate": each, "desk": desk_of(each) if gives_a_desk(each) else ""} for each in held]
