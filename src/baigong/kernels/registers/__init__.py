"""A ledger is a declared view: columns with the plan's own headings over rows that a selector delivers."""

from .cross_tab import TOTAL, Cell, CrossTab, Key, cross_tab
from .lay_out import CellValue, Table, gaps, heading_of, lay_out
from .model import Column, CrossTabShape, Measure, Register

__all__ = [
    "TOTAL",
    "Cell",
    "CellValue",
    "Column",
    "CrossTab",
    "CrossTabShape",
    "Key",
    "Measure",
    "Register",
    "Table",
    "cross_tab",
    "gaps",
    "heading_of",
    "lay_out",
]
