"""Where the channels out of the house reach a user."""

from __future__ import annotations

import uuid

from baigong.domains.users.models import User
from baigong.foundation.messages.models import Channel
from baigong.foundation.privacy.secret import open_inside


def address_in_account(user_id: uuid.UUID, channel: str) -> str:
    """Return where a channel reaches a user: the account's own e-mail or verified telephone, "" for none.

    WeChat is addressed by the user's id; which WeChat account that is, its provider knows.
    """
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return ""
    if channel == Channel.SMS:
        return open_inside(user.phone) if user.phone is not None else ""
    return user.email if channel == Channel.EMAIL else str(user.id)
