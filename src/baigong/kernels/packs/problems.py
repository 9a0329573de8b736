"""What is wrong with a pack, said by file and key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: the file within the packs folder, the key in it, a sentence on how to mend it."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}，{self.key}" if self.key else self.file
        return f"{where}：{self.sentence}"


class PackError(ValueError):
    """A pack that cannot be used; `problems` lists every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.code = "pack-problems"
        self.problems = tuple(problems)
        self.sentence = f"方案数据有{len(problems)}处要改。" + "".join(str(each) for each in problems[:5])
        super().__init__(self.sentence)
