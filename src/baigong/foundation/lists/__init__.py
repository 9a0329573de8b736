"""Lists at a million rows: identifiers from a covering index first, then fifty rows by identifier.

A list is declared once (`ListDefinition`), asked with a query string that fails closed (`ListRequest`) and
answered page by page (`page_of`). The engine picks the index by the scope: the order's own index for a city
or a county, the index of places below; it never leaves the condition of the scope out of the statement.
"""

from baigong.foundation.lists.definition import Filter, FilterKind, ListDefinition, Sort
from baigong.foundation.lists.errors import ListRequestError
from baigong.foundation.lists.paging import Page, exact_count, page_of
from baigong.foundation.lists.request import ListRequest

__all__ = [
    "Filter",
    "FilterKind",
    "ListDefinition",
    "ListRequest",
    "ListRequestError",
    "Page",
    "Sort",
    "exact_count",
    "page_of",
]
