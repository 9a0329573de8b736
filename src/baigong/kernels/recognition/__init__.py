"""Foreign tables understood: where the table is, what each column means, what each cell says.

Pure and without a clock: callers bring the cells and the day.
"""

from .cells import EMPTY, Cell, CellKind, clean_text, compact_text
from .columns import PROBLEM_HEADING, ROW_KEY_HEADING, Certainty, ColumnGuess, heading_key, recognise
from .errors import CellError
from .fields import Field, FieldKind, Layout
from .heading_rows import Merge
from .headings import Heading, pay_unit, read_heading
from .readers import (
    is_blank,
    is_cut_identity,
    read_credit_code,
    read_date,
    read_identity_number,
    read_integer,
    read_month,
    read_pay,
    read_phone,
    read_serial,
    read_text,
    truncated_identities,
)
from .tables import SkipReason, Table, filled_rows, find_table

__all__ = [
    "EMPTY",
    "PROBLEM_HEADING",
    "ROW_KEY_HEADING",
    "Cell",
    "CellError",
    "CellKind",
    "Certainty",
    "ColumnGuess",
    "Field",
    "FieldKind",
    "Heading",
    "Layout",
    "Merge",
    "SkipReason",
    "Table",
    "clean_text",
    "compact_text",
    "filled_rows",
    "find_table",
    "heading_key",
    "is_blank",
    "is_cut_identity",
    "pay_unit",
    "read_credit_code",
    "read_date",
    "read_heading",
    "read_identity_number",
    "read_integer",
    "read_month",
    "read_pay",
    "read_phone",
    "read_serial",
    "read_text",
    "recognise",
    "truncated_identities",
]
