"""Old backups go, so that the disk does not fill: the newest thirty always stay."""

from __future__ import annotations

import datetime
import shutil

from baigong.foundation import clock
from baigong.foundation.backup.keeping import Kept, backups_kept, folder_of
from baigong.foundation.retention.rules import rule

ALWAYS_KEPT = 30
KEPT = datetime.timedelta(days=35)


def _old() -> list[Kept]:
    return [each for each in backups_kept()[ALWAYS_KEPT:] if each.made_at < clock.now() - KEPT]


def _clear() -> int:
    old = _old()
    for each in old:
        shutil.rmtree(folder_of(each.name))
    return len(old)


rule(
    "backup.old",
    label="旧备份",
    term="三十五天，最新的三十份总是留着",
    due=lambda: len(_old()),
    clear=_clear,
)
