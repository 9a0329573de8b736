"""Industries of GB/T 4754-2017: 20 sections (门类, A to T) and 97 divisions (大类, 01 to 97)."""

from functools import lru_cache

from .catalogue import Catalogue, Code
from .sources import own_rows

SCHEME = "industry"


@lru_cache(maxsize=1)
def industries() -> Catalogue:
    """The table of sections and divisions."""
    return Catalogue(
        SCHEME,
        (
            Code(SCHEME, row["code"], row["name"], row["parent"] or None, level=2 if row["parent"] else 1)
            for row in own_rows("industries.csv")
        ),
    )
