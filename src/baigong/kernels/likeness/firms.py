"""Names of firms: the registered kind at the end said in another way, brackets in another width.

A branch is not its parent: only the kind of firm is said alike, so a branch (分公司, 营业部) keeps its own name.
"""

from __future__ import annotations

import unicodedata

_KINDS = (
    ("有限责任公司", "有限公司"),
    ("股份有限公司", "股份公司"),
    ("个人独资企业", ""),
    ("（个体工商户）", ""),
    ("(个体工商户)", ""),
)
_OUT = str.maketrans("", "", "()（）[]【】·.,，。、-—_\"'“”")


def core_of_firm_name(name: str) -> str:
    """Return a name in which spellings of one registered name agree; "" for a name without a letter.

    Brackets go, their words stay: 云泽（北渡）机械有限责任公司 → 云泽北渡机械有限公司.
    """
    text = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    for long, short in _KINDS:
        text = text.replace(unicodedata.normalize("NFKC", long), short)
    return text.translate(_OUT)


def firm_names_alike(left: str, right: str) -> bool:
    """Say whether two names may be one firm's; a branch and its parent, or two branches, are not."""
    one, other = core_of_firm_name(left), core_of_firm_name(right)
    return bool(one) and one == other
