"""Lists whose columns are declared: one declaration gives the import, the template, the form and the ledger's rows."""

from baigong.foundation.exchange.declared.columns import Column
from baigong.foundation.exchange.declared.entering import enter_row, void_row
from baigong.foundation.exchange.declared.listing import DeclaredList, declared_lists
from baigong.foundation.exchange.declared.references import PlaceSource, Reference, Resolved

__all__ = [
    "Column",
    "DeclaredList",
    "PlaceSource",
    "Reference",
    "Resolved",
    "declared_lists",
    "enter_row",
    "void_row",
]
