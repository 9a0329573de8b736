"""Education (GB/T 4658-2006) and skill levels (新八级工), with an order for "at least"."""

from functools import lru_cache

from .catalogue import Catalogue, Code
from .errors import CodesError
from .sources import own_rows

EDUCATION_SCHEME = "education"
SKILL_SCHEME = "skill"

# The rank of finishing each group. Vocational and general upper secondary schooling are of equal rank.
_GROUP_RANKS = {"1": 6, "2": 5, "3": 4, "4": 3, "6": 3, "7": 2, "8": 1, "9": 0}
_DOCTOR_RANK = 7
_UNFINISHED_ENDINGS = ("结业", "肄业")
_RANK_BEFORE = {7: 6, 6: 5, 5: 3, 4: 3, 3: 2, 2: 1, 1: 0}
"""What someone must have finished to have begun: a bachelor's course is entered from upper secondary."""

_SKILL_LEVELS = (
    ("学徒工", ("学徒",)),
    ("初级工", ("五级", "初级技能", "五级/初级工")),
    ("中级工", ("四级", "中级技能", "四级/中级工")),
    ("高级工", ("三级", "高级技能", "三级/高级工")),
    ("技师", ("二级", "二级/技师")),
    ("高级技师", ("一级", "一级/高级技师")),
    ("特级技师", ()),
    ("首席技师", ()),
)


@lru_cache(maxsize=1)
def education_levels() -> Catalogue:
    """The table of education: eight groups and their kinds."""
    return Catalogue(
        EDUCATION_SCHEME,
        (
            Code(
                EDUCATION_SCHEME,
                row["code"],
                row["name"],
                row["parent"] or None,
                level=2 if row["parent"] else 1,
            )
            for row in own_rows("education.csv")
        ),
    )


@lru_cache(maxsize=64)
def education_rank(code: str) -> int:
    """How high an education is: 0 none, 1 小学, 2 初中, 3 高中/中职, 4 专科, 5 本科, 6 硕士, 7 博士.

    A course left or ended without graduating (肄业, 结业) counts as the one finished before it, so it
    never satisfies a demand for the degree. A group without its kind counts as finished.
    """
    found = education_levels().get(code)
    if found is None:
        raise CodesError("unknown", f"学历代码表里没有{code}，请核对代码。")
    rank = _DOCTOR_RANK if code in ("11", "12", "13") else _GROUP_RANKS[code[0]]
    return _RANK_BEFORE[rank] if found.label.endswith(_UNFINISHED_ENDINGS) else rank


@lru_cache(maxsize=1)
def skill_levels() -> Catalogue:
    """The eight levels; each code is its rank, "0" 学徒工 to "7" 首席技师."""
    return Catalogue(
        SKILL_SCHEME,
        (
            Code(SKILL_SCHEME, str(rank), label, None, aliases)
            for rank, (label, aliases) in enumerate(_SKILL_LEVELS)
        ),
    )


def skill_rank(code: str) -> int:
    """The rank of a skill level, 0 to 7."""
    if code not in skill_levels():
        raise CodesError("unknown", f"技能等级表里没有{code}，请核对代码。")
    return int(code)
