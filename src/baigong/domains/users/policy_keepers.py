"""Which officers keep the policies of a place: those who write the list there, or at the nearest place above."""

from __future__ import annotations

import datetime
import uuid

from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.foundation.scope import system_scope

WRITERS = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER)


def officers_keeping(place_path: str, on: datetime.date) -> list[uuid.UUID]:
    """Return the users with a post in force there, or at the nearest place above that has any."""
    keys = place_path.strip("/").split("/")
    paths = ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]
    with system_scope("找管政策清单的经办人"):
        posts = Post.objects.filter(
            Post.in_force_on(on), place_path__in=paths, role__in=WRITERS, user__is_active=True
        )
        found = list(posts.order_by("id").values_list("place_path", "user_id"))
    nearest = max((path for path, _ in found), key=len, default="")
    return list(dict.fromkeys(user for path, user in found if path == nearest))
