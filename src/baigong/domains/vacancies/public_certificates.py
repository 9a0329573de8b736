"""Which published vacancies ask for a certificate or a skill level, in the words people use for it (M05.3)."""

from __future__ import annotations

import re

from baigong.domains.vacancies.public_index import Mask, PublicIndex
from baigong.kernels.codes import NO_REQUIREMENT, recognise_skill_level
from baigong.kernels.phrases import fold

# What people say for what a certificate is called.
_SAID = {"驾照": "驾驶证", "驾本": "驾驶证", "教资": "教师资格证"}
# "电工证", "电工操作证" and "电工上岗证书" mean one thing.
_ENDING = re.compile(r"(?:从业|执业|职业)?(?:资格|操作|上岗|作业|技能等级|等级)?(?:证书|证|本)$")
SHORTEST = 2


def asking_for(index: PublicIndex, said: str) -> Mask:
    """Return where a certificate of that name is asked for, or the skill level the words mean."""
    core = core_of(said)
    found = index.with_certificates(lambda certificate: core in written(certificate))
    level = recognise_skill_level(said)
    if level is None or level == NO_REQUIREMENT or not int(level):
        return found
    wanted: Mask = index.columns["skill"] == int(level)
    return found | wanted


def core_of(said: str) -> str:
    """Return what has to stand in the name of a certificate; what would be too short stays as it was said."""
    whole = written(said)
    core = _ENDING.sub("", whole)
    return core if len(core) >= SHORTEST else whole


def written(text: str) -> str:
    """Return a name as names are compared."""
    folded = "".join(fold(text).split())
    for said, meant in _SAID.items():
        folded = folded.replace(said, meant)
    return folded
