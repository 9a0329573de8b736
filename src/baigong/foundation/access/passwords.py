"""What a password must be: long, in no list of common ones, and not made of its owner's names (reliability 8).

Read by the settings, so it knows nothing of Django. Lengths are in signs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

LEAST_DIFFERENT = 6
SHORTEST_NAME = 3
_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^A-Za-z0-9]"))
_NO_LETTER = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """What one kind of account asks: `least` signs, of `kinds` kinds (small, capital, digit, other).

    `is_strict` also refuses a common word with digits and signs around it, one sign again and again, and a name
    of the owner anywhere inside. `ages` says that one has to be changed after some days.
    """

    least: int
    kinds: int = 1
    is_strict: bool = False
    ages: bool = False

    @property
    def sentence(self) -> str:
        """The rule in the words of the form."""
        mixed = f"，大写、小写、数字、符号里至少{self.kinds}种" if self.kinds > 1 else ""
        return f"至少{self.least}位{mixed}，越长越好。不要用姓名、用户名和常见的密码。"

    def faults(self, password: str, *, names: Iterable[str], common: Collection[str]) -> Iterator[str]:
        """Yield a sentence for each fault of a password; `common` holds small letters."""
        if len(password) < self.least:
            yield f"密码太短，至少要{self.least}位。"
        if sum(bool(kind.search(password)) for kind in _KINDS) < self.kinds:
            yield f"密码要有大写字母、小写字母、数字、符号里的至少{self.kinds}种。"
        small = password.lower()
        if small in common or (self.is_strict and _NO_LETTER.sub("", small) in common):
            yield "这个密码很多人在用，一猜就中。请换一个。"
        if not self.is_strict:
            return
        if len(set(password)) < LEAST_DIFFERENT:
            yield f"密码里不同的字太少，至少要{LEAST_DIFFERENT}种。"
        if any(name in small for name in _words(names)):
            yield "密码里有您的姓名或用户名，容易被猜到。请去掉。"


def _words(names: Iterable[str]) -> Iterator[str]:
    """Yield the names that tell somebody apart: a Chinese one from two signs on, another from three."""
    for name in names:
        small = name.strip().lower()
        if len(small) >= SHORTEST_NAME or (len(small) > 1 and not small.isascii()):
            yield small


OFFICE_PASSWORDS = {
    # NIST SP 800-63B: long, no prescribed mixture, no regular change.
    "nist": {"strict": PasswordRules(15, is_strict=True), "party": PasswordRules(15)},
    # GB/T 22239 (等保): a mixture besides, and a change from time to time.
    "dengbao": {
        "strict": PasswordRules(15, 3, is_strict=True, ages=True),
        "party": PasswordRules(12, 2, ages=True),
    },
}
"""By profile and kind of account, as sessions are: who acts for oneself or a firm is asked less than staff."""
